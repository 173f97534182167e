// Parts of a page that take seconds: asked for once the page is there, with the time so far; and buttons that copy.
'use strict';

async function fill(place) {
  const begun = Date.now();
  const told = document.createElement('p');
  told.className = 'working';
  const tell = () => { told.textContent = `${place.dataset.wait} … ${Math.round((Date.now() - begun) / 1000)} s`; };
  tell();
  place.append(told);
  place.setAttribute('aria-busy', 'true');
  const clock = setInterval(tell, 1000);
  try {
    const answer = await fetch(place.dataset.src, { headers: { accept: 'text/html, application/json' } });
    const text = await answer.text();
    if ((answer.headers.get('content-type') ?? '').includes('json')) throw new Error(JSON.parse(text).detail);
    if (!answer.ok) throw new Error('No answer within the time allowed.');
    place.innerHTML = text;
  } catch (error) {
    told.textContent = error instanceof TypeError ? 'The server cannot be reached.' : error.message;
  } finally {
    clearInterval(clock);
    place.removeAttribute('aria-busy');
  }
}

for (const place of document.querySelectorAll('.panel[data-src]')) fill(place);
