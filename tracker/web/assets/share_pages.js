/** Closes a page of a patient's that nobody has touched for as long as a visit lasts. */
const idle = Number(document.body.dataset.idleMinutes) * 60_000;
let timer = 0;

function close() {
  location.replace("/share/ended");
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(close, idle);
}

for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, wait, { passive: true });
wait();
// "back" after signing out: ask the server again rather than show what the browser kept
addEventListener("pageshow", (event) => event.persisted && location.reload());
