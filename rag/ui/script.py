"""The page's JavaScript: the panel's script, and the functions that run around events."""

from __future__ import annotations

from pathlib import Path

from rag.config import MAX_QUESTION_LENGTH

PANEL = (
    Path(__file__)
    .with_name("panel.js")
    .read_text("utf-8")
    .replace("MAX_QUESTION_LENGTH", str(MAX_QUESTION_LENGTH))
)

# Empties the question box once the server is known to answer; else the question stays in it. Until
# its turn comes, the question is shown as waiting.
_CLEAR_QUESTION = """async (...sent) => {
  if (!await window.ragReached()) return sent.slice(0, COUNT);
  const box = document.querySelector('#question textarea');
  document.querySelector('#waiting p').textContent = box.value.trim() && `Waiting: ${box.value}`;
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

# What a page that is loaded sends: the browser's secret, the name of the conversation of this tab,
# the address of the panel, which the window has, and the filters and the limit that this tab has.
START = """(owner, name, file, ...settings) => [
  owner, sessionStorage.getItem('rag-conversation') || '', window.location.search,
  ...JSON.parse(sessionStorage.getItem('rag-settings') || '[null, null, null, null, null]').map(
    (kept, at) => kept ?? settings[at])
]"""
KEEP_NAME = "(name) => { sessionStorage.setItem('rag-conversation', name || ''); }"


def keep_settings(threshold: float) -> str:
    """Return the function that keeps filters and limit; the fitted `threshold` is not kept."""
    return f"(...settings) => {{ window.ragSettings(settings, {threshold:.4f}); }}"


def clear_question(count: int) -> str:
    """Return the function that clears the question box and passes on the first `count` values."""
    return _CLEAR_QUESTION.replace("COUNT", str(count))
