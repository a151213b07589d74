/** Shows how far queued work is, by asking the server; tells Python once when all is done. */

const ASK_MS = 1500;

/** @type {WeakMap<HTMLElement, ReturnType<typeof startWatch>>} */
const works = new WeakMap();

function startWatch(root) {
  const bar = root.querySelector("progress");
  const text = root.querySelector(".work-text");
  const watch = { url: "", words: "", most: 0, tell: () => {}, stop: () => clearTimeout(timer) };
  let timer = 0;

  /** The server may say how much there is in all, and what to say. */
  function show({ open, count, words }) {
    watch.most = count ?? Math.max(watch.most, open);
    bar.max = watch.most;
    bar.value = watch.most - open;
    text.textContent = words ?? watch.words.replace("{}", String(open));
    root.hidden = false;
  }

  async function ask() {
    try {
      const answer = await fetch(watch.url, { cache: "no-store", credentials: "same-origin" });
      if (answer.ok) {
        const work = await answer.json();
        if (work.open === 0) return watch.tell();
        show(work);
      }
    } catch {
      // no network for a moment: the next question tries again
    }
    timer = setTimeout(ask, ASK_MS);
  }

  timer = setTimeout(ask, 0);
  return watch;
}

/** Called at each rerun; the first call starts the one watch. */
export default function watchWork({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".work-watch");
  if (!works.has(root)) works.set(root, startWatch(root));
  const watch = works.get(root);
  watch.url = data.url;
  watch.words = data.words;
  watch.tell = () => setTriggerValue("done", true);
  return () => {
    watch.stop();
    works.delete(root);
  };
}
