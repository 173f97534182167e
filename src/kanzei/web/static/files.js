// Files: uploads with their progress, jobs that tell how far they are. Without this script the forms and a reload do the same.
'use strict';

const list = document.getElementById('jobs');
const said = document.getElementById('said');

async function follow(id) {
  for (;;) {
    await new Promise(done => setTimeout(done, 700));
    const card = document.getElementById(`job-${id}`);
    const answer = await fetch(`/files/${id}`, { headers: { accept: 'text/html' } }).catch(() => null);
    if (!answer?.ok || !card) continue;
    const place = document.createElement('template');
    place.innerHTML = await answer.text();
    const fresh = place.content.firstElementChild;
    const ended = !['queued', 'running'].includes(fresh.dataset.state);
    const bar = card.querySelector('progress'), now = fresh.querySelector('progress');
    if (!ended && bar && now) {
      if (now.hasAttribute('value')) bar.value = now.value;
      card.querySelectorAll('.state').forEach((one, number) => { one.textContent = fresh.querySelectorAll('.state')[number].textContent; });
      continue;
    }
    card.replaceWith(fresh);
    if (ended) { said.textContent = `${fresh.querySelector('h3').textContent}: ${fresh.querySelector('.state').textContent}`; return; }
  }
}

function send(form) {
  const button = form.querySelector('button.main');
  const bar = document.createElement('progress');
  const request = new XMLHttpRequest();
  form.querySelector('.error')?.remove();
  bar.setAttribute('aria-label', 'Upload');
  bar.max = 1;
  button.disabled = true;
  button.after(bar);
  request.upload.addEventListener('progress', event => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
  request.addEventListener('loadend', async () => {
    bar.remove();
    button.disabled = false;
    let value = {};
    try { value = JSON.parse(request.responseText); } catch { /* told below */ }
    if (request.status !== 202) {
      const told = document.createElement('p');
      told.className = 'error';
      told.setAttribute('role', 'alert');
      told.textContent = value.detail ?? 'The server cannot be reached.';
      button.after(told);
      return;
    }
    form.reset();
    document.getElementById('no-jobs')?.remove();
    const card = document.createElement('article');
    card.id = `job-${value.id}`;
    card.className = 'job';
    list.prepend(card);
    follow(value.id);
  });
  request.open('POST', form.action);
  request.setRequestHeader('accept', 'application/json');
  request.send(new FormData(form));
}

for (const form of document.querySelectorAll('form.upload')) {
  const input = form.querySelector('input[type=file][name=file]');
  form.addEventListener('submit', event => { event.preventDefault(); send(form); });
  for (const name of ['dragover', 'dragleave', 'drop']) form.addEventListener(name, event => {
    event.preventDefault();
    form.classList.toggle('over', name === 'dragover');
    if (name === 'drop' && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

list.addEventListener('submit', async event => {
  event.preventDefault();
  await fetch(`/api/v1/jobs/${event.target.closest('.job').dataset.job}/cancel`, { method: 'POST' });
});

for (const card of list.querySelectorAll('[data-state=queued], [data-state=running]')) follow(card.dataset.job);
