// A text field with a list of suggestions, after the combobox pattern of the ARIA practices: arrows walk, Enter takes, Escape closes.
'use strict';

function combobox(box) {
  const input = box.querySelector('input');
  const list = document.createElement('ul');
  const source = box.dataset.source;
  let found = [], at = -1, asked = 0, timer = 0, all = null;
  // The words the list answers; and, where a key came before the list of the words now typed, what it does once that is there.
  let answers = null, waiting = null;

  list.id = `${input.id}-list`;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Suggestions');
  list.hidden = true;
  box.append(list);
  for (const [name, value] of Object.entries({
    role: 'combobox', 'aria-expanded': 'false', 'aria-controls': list.id, 'aria-autocomplete': 'list', autocomplete: 'off',
  })) input.setAttribute(name, value);

  function close() {
    list.hidden = true;
    at = -1;
    asked++;
    answers = waiting = null;
    clearTimeout(timer);
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function mark(next) {
    list.children[at]?.setAttribute('aria-selected', 'false');
    at = ((next % found.length) + found.length) % found.length;
    const option = list.children[at];
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', option.id);
  }

  function take(one) {
    input.value = one.value;
    close();
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function show(rows, words) {
    const held = found[at]?.value;
    found = rows;
    answers = words;
    list.replaceChildren(...rows.map((one, number) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${number}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      for (const [name, text] of [['option-key', one.value], ['option-text', one.text], ['option-more', one.more]]) {
        if (!text) continue;
        const part = document.createElement('span');
        part.className = name;
        part.textContent = text;
        option.append(part);
      }
      option.addEventListener('pointerdown', event => { event.preventDefault(); take(one); });
      return option;
    }));
    if (!rows.length && words) {
      const none = document.createElement('li');
      none.className = 'option-none';
      none.textContent = 'Nothing found';
      none.setAttribute('role', 'option');
      none.setAttribute('aria-disabled', 'true');
      list.append(none);
    }
    list.hidden = !list.children.length;
    input.setAttribute('aria-expanded', String(!list.hidden));
    at = -1;
    input.removeAttribute('aria-activedescendant');
    // A list that comes late takes nothing from a reader who walks it already.
    const still = rows.findIndex(one => one.value === held);
    if (held !== undefined && still >= 0) mark(still);
    const key = waiting;
    waiting = null;
    if (key && rows.length) {
      mark(key.step);
      if (key.takes) take(found[at]);
    }
  }

  async function look() {
    const words = input.value.trim();
    const turn = ++asked;
    if (words.length < (box.hasAttribute('data-local') ? 1 : 2)) return close();
    const rows = await (box.hasAttribute('data-local') ? local(words) : remote(words)).catch(() => []);
    if (turn === asked && document.activeElement === input) show(rows, words);
  }

  async function remote(words) {
    const query = new URLSearchParams({ words, limit: '30' });
    const on = document.getElementById(box.dataset.on)?.value;
    if (on) query.set('on', on);
    const answer = await fetch(`${source}?${query}`);
    if (!answer.ok) return [];
    return (await answer.json()).found.map(one => ({ value: dotted(one.hts), text: one.name, more: one.general }));
  }

  async function local(words) {
    all ??= (await (await fetch(source)).json()).countries;
    const plain = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    const asked = plain(words);
    const fits = one => plain(one.name).startsWith(asked) ? 1 : plain(one.name).includes(asked) ? 2 : 3;
    return all.filter(one => plain(one.code) === asked || plain(one.name).includes(asked))
      .sort((a, b) => (plain(b.code) === asked) - (plain(a.code) === asked) || fits(a) - fits(b))
      .slice(0, 30).map(one => ({ value: one.code, text: one.name, more: '' }));
  }

  input.addEventListener('input', () => { waiting = null; clearTimeout(timer); timer = setTimeout(look, 120); });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', event => {
    // A list of words typed before is no list to walk: its choice would not be what the reader sees next.
    const open = !list.hidden && found.length && answers === input.value.trim();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (open) mark(at < 0 && step < 0 ? -1 : at + step);
      else {
        waiting = { step: (waiting?.step ?? (step > 0 ? -1 : 0)) + step, takes: false };
        clearTimeout(timer);
        look();
      }
    } else if (event.key === 'Enter' && waiting) {
      event.preventDefault();
      waiting.takes = true;
    } else if (event.key === 'Enter' && open && at >= 0) {
      event.preventDefault();
      take(found[at]);
    } else if (event.key === 'Enter') {
      close();
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
}

function dotted(code) {
  return [code.slice(0, 4), code.slice(4, 6), code.slice(6, 8), code.slice(8, 10)].filter(Boolean).join('.');
}

for (const box of document.querySelectorAll('.combo')) combobox(box);
