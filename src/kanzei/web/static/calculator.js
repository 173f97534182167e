// The Calculator answers as the question changes; without this script its form does the same with a button.
'use strict';

const form = document.getElementById('ask');
const result = document.getElementById('result');
const said = document.getElementById('said');
let turn = 0, begun = null;

function query() {
  const out = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (String(value).trim()) out.append(name, String(value).trim());
  return out;
}

async function ask() {
  const asked = query();
  if (!['hts', 'from', 'on', 'value'].every(name => asked.has(name))) return;
  const mine = ++turn;
  begun?.abort();
  begun = new AbortController();
  result.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(`/calculator/answer?${asked}`, { signal: begun.signal, headers: { accept: 'text/html' } });
    const text = await answer.text();
    if (mine !== turn) return;
    const focused = document.activeElement?.id;
    const opened = [...result.querySelectorAll('details[open] > summary')].map(one => one.textContent.replace(/\(.*/, ''));
    result.innerHTML = text;
    for (const one of result.querySelectorAll('details > summary')) if (opened.includes(one.textContent.replace(/\(.*/, ''))) one.parentElement.open = true;
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
    settle();
    const place = document.getElementById('found');
    if (place.dataset.link) history.replaceState(null, '', place.dataset.link);
    if (place.dataset.title) document.title = place.dataset.title;
    said.textContent = result.querySelector('[data-said]')?.dataset.said ?? result.querySelector('.refusal')?.textContent ?? '';
  } catch (error) {
    if (error.name !== 'AbortError') said.textContent = 'The server cannot be reached.';
  } finally {
    if (mine === turn) result.setAttribute('aria-busy', 'false');
  }
}

function settle() {
  units(document.getElementById('found')?.dataset.units ?? '');
  for (const button of result.querySelectorAll('.copy')) {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', async () => {
      const from = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(from.href ?? from.textContent);
      said.textContent = button.textContent = 'Copied';
    });
  }
  const days = document.getElementById('times');
  if (days) seen(days, otherDays);
  const picture = document.getElementById('two-times');
  if (picture) seen(picture, bring);
}

// What takes longer than the answer comes when the reader comes near it.
function seen(place, then) {
  new IntersectionObserver((entries, watcher) => {
    if (!entries.some(one => one.isIntersecting)) return;
    watcher.disconnect();
    then(place);
  }, { rootMargin: '300px' }).observe(place);
}

async function otherDays(place) {
  const answer = await fetch(place.dataset.src, { headers: { accept: 'text/html' } }).catch(() => null);
  if (!place.isConnected) return;
  const parts = document.createElement('template');
  parts.innerHTML = answer?.ok ? await answer.text() : '<p class="note">The other days of entry could not be shown in the time allowed.</p>';
  place.replaceWith(parts.content);
  const picture = document.getElementById('two-times');
  if (picture) seen(picture, bring);
}

// The field for quantities stands there only where the rate of the code counts them.
function units(words) {
  const place = document.getElementById('units');
  const held = place.querySelector('label');
  if (!words) return place.replaceChildren();
  if (held) { held.textContent = `Quantity, ${words}`; return; }
  const field = document.createElement('div'), label = document.createElement('label');
  const input = document.createElement('input'), hint = document.createElement('p');
  field.className = 'field';
  label.htmlFor = input.id = input.name = 'quantity';
  label.textContent = `Quantity, ${words}`;
  input.className = 'number';
  input.inputMode = 'decimal';
  hint.className = 'hint';
  hint.textContent = 'The rate of this code counts it.';
  field.append(label, input, hint);
  place.append(field);
}

async function bring(figure) {
  figure.classList.add('waiting');
  try {
    const answer = await fetch(figure.dataset.src);
    if (!answer.ok) throw new Error();
    const drawn = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml').documentElement;
    drawn.removeAttribute('width');
    drawn.removeAttribute('height');
    figure.prepend(document.importNode(drawn, true));
  } catch {
    const sorry = document.createElement('p');
    sorry.textContent = 'The picture could not be drawn in the time allowed.';
    figure.prepend(sorry);
  }
  figure.classList.remove('waiting');
}

form.addEventListener('submit', event => { event.preventDefault(); ask(); });
let timer = 0;
document.addEventListener('change', event => {
  if (event.target.form === form) { clearTimeout(timer); timer = setTimeout(ask, 0); }
});
settle();
