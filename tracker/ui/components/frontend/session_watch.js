/** Goes to the sign-in page as soon as the server says that the session has ended. */

const PING_MS = 20_000;

async function ping() {
  try {
    const answer = await fetch("/auth/ping", { cache: "no-store", credentials: "same-origin" });
    if (answer.status !== 401) return;
    const here = location.pathname + location.search;
    location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
  } catch {
    // no network: the page says so itself, and the next ping tries again
  }
}

function pingWhenSeen() {
  if (document.visibilityState === "visible") ping();
}

/** @type {WeakMap<HTMLElement, () => void>} */
const watches = new WeakMap();

function startWatch() {
  ping();
  const timer = setInterval(ping, PING_MS);
  document.addEventListener("visibilitychange", pingWhenSeen);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", pingWhenSeen);
  };
}

/** Called at each rerun; the first call starts the one watch. */
export default function watchSession({ parentElement, data }) {
  document.documentElement.lang = data.language;
  const root = parentElement.querySelector(".session-watch");
  if (!watches.has(root)) watches.set(root, startWatch());
  return () => {
    watches.get(root)?.();
    watches.delete(root);
  };
}
