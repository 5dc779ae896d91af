// The page's script: links, forms and buttons, addresses, the keyboard, copying and saving.
//
// Gradio runs it when the panel is loaded: `element` is the panel, `trigger` sends an event to the
// server, `watch` calls back on new contents. It contacts no other host and runs no text of
// articles.

const FILTERS = /^#drop-/;
const LEADS = /^#(src|near|all|earlier|later)-/;
const VIEWS = /^\?view=/;
let pressed = null;  // the link that opened the panel's contents: where "back" leads
let asked = null;  // the address that was asked for and is not shown yet
let travelled = false;  // asked for by Back or Forward

const LONGEST = MAX_QUESTION_LENGTH;  // code points of a question

const panel = () => element.querySelector('.panel');
const box = () => document.querySelector('#question textarea');

// A view that takes long is seen to be on its way. What was opened last does not change the panel.
const LONG = 250;  // milliseconds
let opened = null;
let late = null;
function awaitPanel(address) {
  clearTimeout(late);
  if (address === opened) return;
  opened = address;
  late = setTimeout(() => {
    element.classList.add('opening');
    if (panel()) panel().setAttribute('aria-busy', 'true');
  }, LONG);
}
function arrived() {
  clearTimeout(late);
  element.classList.remove('opening');
}

function open(address) {
  asked = address;
  travelled = false;
  awaitPanel(address);
  trigger('click', {address});
}

function back() {
  if (panel()) panel().style.position = 'static';  // on a phone it covers the chat
  const where = pressed && pressed.isConnected ? pressed : box();
  where.scrollIntoView({block: 'center'});
  where.focus({preventScroll: true});
}

async function copy(button) {
  const said = button.parentElement.querySelector('.copied');
  let done = true;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch (_) {
    const field = document.createElement('textarea');
    field.value = button.dataset.copy;
    button.after(field);
    field.select();
    done = document.execCommand('copy');
    field.remove();
    button.focus();
  }
  if (said) said.textContent = done ? 'Copied' : 'The browser does not allow copying';
}

function fill(words) {
  box().value = words;
  box().dispatchEvent(new Event('input', {bubbles: true}));
  box().focus();
}

function fields(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === 'string' && value);
}

function act(data) {
  asked = null;
  const address = panel() && panel().dataset.address;
  // As text: gradio takes an object with a path for a file.
  const values = JSON.stringify({...data, address});
  trigger(data.act === 'pin' ? 'select' : 'input', {values});
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button.copy, button.act, button.save');
  if (button && button.closest('#sources, #chat, #said')) {
    if (button.matches('.copy')) return copy(button);
    if (button.matches('.act')) return act({...button.dataset});
    return trigger('download', {address: button.dataset.address, format: button.dataset.format});
  }
  const link = event.target.closest('a[href^="#"], a[href^="?view="]');
  if (!link || !link.closest('#chat, #sources, #views, #said')) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const address = link.getAttribute('href');
  if (address === '#back') return back();
  if (address === '#edit') return fill(link.textContent);
  if (FILTERS.test(address)) return trigger('submit', {address});
  if (!LEADS.test(address) && !VIEWS.test(address)) return;
  if (!element.contains(link)) pressed = link;
  open(address);
});

document.addEventListener('submit', (event) => {
  const form = event.target.closest('#sources form');
  if (!form) return;
  event.preventDefault();
  if (form.matches('.act')) return act({...form.dataset, ...Object.fromEntries(fields(form))});
  open('?' + new URLSearchParams([['view', form.dataset.view], ...fields(form)]));
}, true);

document.addEventListener('change', (event) => {
  const form = event.target.closest('#sources form.at-once');
  if (form) form.requestSubmit();
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && element.contains(document.activeElement)) return back();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, textarea, select, [contenteditable]')) return;
  if (event.key === '/') {
    event.preventDefault();
    box().focus();
  }
  if (event.key === '?') open('?view=help');
});

// A question that is too long is not sent: it stays in the box whole, and the page says so.
function excess() {
  const over = [...box().value.trim()].length - LONGEST;
  const said = document.querySelector('#too-long p');
  said.textContent = over <= 0 ? '' : `The question has ${(LONGEST + over).toLocaleString('en')} ` +
    `characters, and at most ${LONGEST.toLocaleString('en')} are read: shorten it by ` +
    `${over.toLocaleString('en')}.`;
  return over;
}
function hold(event) {
  if (excess() <= 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}
document.addEventListener('input', (event) => {
  if (event.target === box()) excess();
});
document.addEventListener('keydown', (event) => {
  if (event.target === box() && event.key === 'Enter' && !event.shiftKey) hold(event);
}, true);
document.addEventListener('click', (event) => {
  if (event.target.closest('#question .submit-button')) hold(event);
}, true);

// The filters and the limit of confidence that are set: kept with the tab, and named in the heading
// of their fields, which may be folded.
window.ragSettings = ([from, to, outlets, speaker, confidence], fitted) => {
  const least = Math.abs(confidence - fitted) < 0.005 ? null : confidence;
  sessionStorage.setItem('rag-settings', JSON.stringify([from, to, outlets, speaker, least]));
  const dates = [from && `from ${from}`, to && `until ${to}`].filter(Boolean).join(' ');
  const set = [
    dates, (outlets || []).join(', '), speaker && `said by ${speaker}`,
    least !== null && `confidence from ${least}`,
  ].filter(Boolean);
  const heading = document.querySelector('#settings .label-wrap > span');
  const shown = heading.querySelector('.in-force') || heading.appendChild(
    Object.assign(document.createElement('span'), {className: 'in-force'}));
  shown.textContent = set.length ? `: ${set.join(' · ')}` : '';
};

// In the question box, the arrow keys go through the questions of the conversation.
let recalled = 0;  // counted from the end; 0 is what is being typed
document.addEventListener('keydown', (event) => {
  if (event.target !== box() || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
  const asked = [...document.querySelectorAll('#chat .user.message')].map((q) => q.innerText.trim());
  if (!recalled && box().value) return;
  const next = recalled + (event.key === 'ArrowUp' ? 1 : -1);
  if (next < 0 || next > asked.length) return;
  event.preventDefault();
  fill(next ? asked[asked.length - next] : '');
  recalled = next;
});
document.addEventListener('input', (event) => {
  if (event.target === box() && event.isTrusted) recalled = 0;
});

window.addEventListener('popstate', (event) => {
  asked = (event.state && event.state.open) || location.search;
  travelled = true;
  awaitPanel(asked);
  trigger('click', {address: asked});
});

// For screen readers: gradio gives its examples the role of a list but fills it with buttons,
// labels an answer with its markup, and tells of a fold only by an arrow and a class.
new MutationObserver(() => {
  document.querySelectorAll('button.label-wrap').forEach(
    (fold) => fold.setAttribute('aria-expanded', fold.classList.contains('open')));
  document.querySelectorAll('#chat .examples[role=list]').forEach(
    (list) => list.setAttribute('role', 'group'));
  document.querySelectorAll('#chat [data-testid=bot][aria-label*="<"]').forEach(
    (said) => said.setAttribute('aria-label', 'Answer'));
}).observe(
  document.body, {childList: true, subtree: true, attributes: true, attributeFilter: ['class']});

// The line about a change leaves by itself, unless it is being used.
const SAID = 15000;  // milliseconds
let leaving = null;
new MutationObserver(() => {
  clearTimeout(leaving);
  leaving = setTimeout(function leave() {
    const said = document.querySelector('#said .said');
    if (said && said.matches(':hover, :focus-within')) leaving = setTimeout(leave, SAID);
    else if (said) said.hidden = true;
  }, SAID);
}).observe(document.querySelector('#said'), {childList: true, subtree: true});

// The window's address follows the panel, so that Back, Forward and a reload show the same again.
function follow() {
  const address = panel() ? panel().dataset.address || '' : '';
  const before = location.search;
  const state = {open: asked || address};
  if (!travelled && (asked || address !== before) && (asked || before)) {
    if (history.state && history.state.open === state.open) history.replaceState(state, '');
    else history.pushState(state, '', address || location.pathname);
  }
  asked = null;
  travelled = false;
  document.querySelectorAll('#views a').forEach((link) => {
    const view = new URLSearchParams(link.getAttribute('href')).get('view') || '';
    const here = view === (new URLSearchParams(address).get('view') || 'sources');
    if (here) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  });
}

// What was typed and not asked yet outlives a reload, which gradio does when the server comes back.
document.addEventListener('input', (event) => {
  if (event.target === box()) sessionStorage.setItem('rag-draft', box().value);
});

function restore(draft) {
  if (!draft) return;
  if (!box()) setTimeout(restore, 100, draft);
  else if (!box().value) fill(draft);
}

restore(sessionStorage.getItem('rag-draft'));

// Whether the page's own server answers; while it does not, the page says so and keeps trying.
window.ragReached = async () => {
  let reached = true;
  try {
    await fetch(new URL('robots.txt', document.baseURI), {cache: 'no-store'});
  } catch (_) {
    reached = false;
    setTimeout(window.ragReached, 2000);
  }
  const gone = 'The program does not answer: it was stopped, or the network is gone. ' +
    'Your question is still in the box.';
  document.querySelector('#gone p').textContent = reached ? '' : gone;
  return reached;
};

// In one column the panel is under the chat: a view that was asked for is scrolled to.
const oneColumn = window.matchMedia('(max-width: 899px)');
let loaded = false;

watch('value', () => {
  document.querySelector('#waiting p').textContent = '';
  const viewed = (asked || travelled || !loaded) && panel() && panel().dataset.address;
  if (!asked) opened = null;
  loaded = true;
  arrived();
  follow();
  if (!panel()) return;
  const goto = panel().querySelector('p.goto') || panel().querySelector('.goto');
  if (!goto) {
    panel().scrollTo({top: 0, behavior: 'instant'});
    if (viewed && oneColumn.matches) document.querySelector('#views').scrollIntoView();
    return;
  }
  goto.scrollIntoView({block: 'center', behavior: 'instant'});
  goto.focus({preventScroll: true});
});
