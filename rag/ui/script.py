"""The page's JavaScript: clicks on marks, links and buttons, the keyboard, copying and saving.

Gradio runs it when the panel is loaded: `element` is the panel, `trigger` sends an event to the
server, `watch` calls back on new contents. It contacts no other host and runs no text of articles.
"""

from __future__ import annotations

PANEL = """
const FILTERS = /^#drop-/;
const LEADS = /^#(src|near|all|doc|earlier|later)-/;
let pressed = null;

function back() {
  const panel = element.querySelector('.panel');
  if (panel) panel.style.position = 'static';  // on a phone it covers the chat
  const box = document.querySelector('#question textarea');
  const where = pressed && pressed.isConnected ? pressed : box;
  where.scrollIntoView({block: 'center'});
  where.focus({preventScroll: true});
}

async function copy(button) {
  const said = button.parentElement.querySelector('.copied');
  let done = true;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch (_) {
    const box = document.createElement('textarea');
    box.value = button.dataset.copy;
    button.after(box);
    box.select();
    done = document.execCommand('copy');
    box.remove();
    button.focus();
  }
  said.textContent = done ? 'Copied' : 'The browser does not allow copying';
}

function edit(link) {
  const box = document.querySelector('#question textarea');
  box.value = link.textContent;
  box.dispatchEvent(new Event('input', {bubbles: true}));
  box.focus();
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button.copy');
  if (button && element.contains(button)) return copy(button);
  const link = event.target.closest('a[href^="#"]');
  if (!link || !link.closest('#chat, #sources, #folder')) return;
  event.preventDefault();
  const hash = link.getAttribute('href');
  if (hash === '#back') return back();
  if (hash === '#edit') return edit(link);
  if (FILTERS.test(hash)) return trigger('submit', {address: hash});
  if (!LEADS.test(hash)) return;
  if (!element.contains(link)) pressed = link;
  trigger('click', {address: hash});
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && element.contains(document.activeElement)) back();
});

// For screen readers: gradio gives its examples the role of a list but fills it with buttons, and
// labels an answer with its markup.
new MutationObserver(() => {
  document.querySelectorAll('#chat .examples[role=list]').forEach(
    (list) => list.setAttribute('role', 'group'));
  document.querySelectorAll('#chat [data-testid=bot][aria-label*="<"]').forEach(
    (said) => said.setAttribute('aria-label', 'Answer'));
}).observe(document.body, {childList: true, subtree: true});

watch('value', () => {
  const panel = element.querySelector('.panel');
  if (!panel) return;
  const goto = panel.querySelector('p.goto') || panel.querySelector('.goto');
  if (!goto) return panel.scrollTo({top: 0, behavior: 'instant'});
  goto.scrollIntoView({block: 'center', behavior: 'instant'});
  goto.focus({preventScroll: true});
});
"""

_CLEAR_QUESTION = """(...sent) => {
  const box = document.querySelector('#question textarea');
  box.value = '';
  box.dispatchEvent(new Event('input', {bubbles: true}));
  return sent.slice(0, COUNT);
}"""

TO_QUESTION = "() => document.querySelector('#question textarea').focus()"

_SAVE = """(text) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type: 'text/plain'}));
  link.download = 'questions-and-answers.FORM';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}"""


def save_as_file(file_format: str) -> str:
    """Return the function that saves a text as a file, made in the browser."""
    return _SAVE.replace("FORM", file_format)


def clear_question(count: int) -> str:
    """Return the function that clears the question box and passes on the first `count` values."""
    return _CLEAR_QUESTION.replace("COUNT", str(count))
