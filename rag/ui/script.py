"""The page's own script: what a press of a mark, a link or a button does before the server knows.

Gradio runs it when the panel is loaded: `element` is the panel, `trigger` sends an event to the
server, `watch` tells of new contents. It asks no other host and runs nothing of an article.
"""

from __future__ import annotations

PANEL = """
const FILTERS = /^#drop-/;
const LEADS = /^#(src|near|all|doc|earlier|later)-/;
let pressed = null;

function back() {
  const panel = element.querySelector('.panel');
  if (panel) panel.style.position = 'static';  // on a phone it lies over the chat
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

// For who hears the page: gradio calls its examples a list and puts buttons into it, and names an
// answer by all of its markup.
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

_EMPTIED = """(...sent) => {
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


def save(form: str) -> str:
    """Return what hands a text to the browser as a file, without asking the server for one."""
    return _SAVE.replace("FORM", form)


def emptied(count: int) -> str:
    """Return what empties the box once its question is on the way; `count` values are sent."""
    return _EMPTIED.replace("COUNT", str(count))
