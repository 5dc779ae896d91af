"""The page's JavaScript: the panel's script, and the functions that run around events."""

from __future__ import annotations

from pathlib import Path

PANEL = Path(__file__).with_name("panel.js").read_text("utf-8")

_CLEAR_QUESTION = """(...sent) => {
  const box = document.querySelector('#question textarea');
  box.value = '';
  box.dispatchEvent(new Event('input', {bubbles: true}));
  return sent.slice(0, COUNT);
}"""

TO_QUESTION = "() => document.querySelector('#question textarea').focus()"

# Saves what `handlers` put into the hidden field: a file's name and text, as JSON.
SAVE = """(file) => {
  if (!file) return;
  const {name, text} = JSON.parse(file);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type: 'text/plain'}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}"""

# The panel's address at the start, which the window has.
ADDRESS = "(...sent) => [...sent.slice(0, -1), window.location.search]"


def clear_question(count: int) -> str:
    """Return the function that clears the question box and passes on the first `count` values."""
    return _CLEAR_QUESTION.replace("COUNT", str(count))
