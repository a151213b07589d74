import { SEND_SAYS } from "./send_texts.js";
import { _, translateMarkup, useTexts } from "./texts.js";

/** Sends chosen files one after the other, each as its bytes; tells Python when all have arrived. */

const PHOTO = /\.(jpe?g|jpe|mpo|png|webp|tiff?|heic|heif)$/i;
const ZIP = /\.zip$/i;
const TRIES = 3;
const PAUSE_MS = 1000;

/** A sentence that ends the sending. */
class Ended extends Error {}

/** Where the file lay below the chosen folder, without that folder's own name. */
export function pathOf(file) {
  const path = file.webkitRelativePath || file.name;
  return file.webkitRelativePath ? path.slice(path.indexOf("/") + 1) : path;
}

/** Whether a system left it behind, unseen. */
function isHidden(file) {
  return pathOf(file).split("/").some((part) => part.startsWith("."));
}

/** What of the chosen files is to be sent. @param {File[]} files */
export function chosen(files) {
  const shown = files.filter((file) => !isHidden(file));
  const zips = shown.filter((file) => ZIP.test(file.name));
  const photos = shown.filter((file) => PHOTO.test(file.name));
  if (!zips.length && !photos.length) throw new Ended(_(SEND_SAYS.nothing));
  if (zips.length > 1 || (zips.length && photos.length)) throw new Ended(_(SEND_SAYS.several));
  return zips.length ? zips : photos;
}

async function post(url, file, signal) {
  try {
    return await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      cache: "no-store",
      headers: { "Content-Type": "application/octet-stream", "X-Tracker-Name": encodeURIComponent(pathOf(file)) },
      body: file,
      signal,
    });
  } catch {
    return null; // no network, or stopped
  }
}

/** Sends one file; answers why the server doesn't want it, or nothing. */
async function sendOne(url, file, signal) {
  for (let tried = 1; ; tried += 1) {
    const answer = await post(url, file, signal);
    if (answer?.ok) return "";
    if (signal.aborted) throw new Ended(_(SEND_SAYS.stopped));
    if (answer?.status === 401) throw new Ended(_(SEND_SAYS.signedOut));
    const isSentence = answer?.headers.get("content-type")?.startsWith("text/plain");
    if (answer && answer.status < 500 && isSentence) return answer.text();
    if (tried === TRIES) throw new Ended((isSentence && (await answer.text())) || _(SEND_SAYS.unreachable));
    await new Promise((go) => setTimeout(go, PAUSE_MS * tried));
  }
}

class Sender {
  constructor(root) {
    this.root = root;
    this.bar = root.querySelector(".send-bar");
    this.state = root.querySelector(".send-state");
    this.stopButton = root.querySelector(".send-stop");
    this.inputs = [...root.querySelectorAll("input")];
    for (const input of this.inputs) input.addEventListener("change", () => this.start(input));
    this.stopButton.addEventListener("click", () => this.abort?.abort());
    // phones choose no folders
    root.querySelector(".send-folder-choice").hidden = !("webkitdirectory" in document.createElement("input"));
    this.warn = (event) => this.abort && event.preventDefault();
    addEventListener("beforeunload", this.warn);
  }

  async start(input) {
    const files = [...input.files];
    input.value = "";
    if (!files.length || this.abort) return;
    this.abort = new AbortController();
    this.show(true);
    try {
      const wanted = chosen(files);
      const refusals = await this.send(wanted);
      const others = files.filter((file) => !isHidden(file)).length - wanted.length;
      if (others) refusals.push(_(SEND_SAYS.notPhotos, { count: others }));
      this.say(refusals.join("\n"));
      this.tell();
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      this.say(error.message, true);
    } finally {
      this.abort = null;
      this.show(false);
    }
  }

  async send(files) {
    const began = performance.now();
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    const refusals = [];
    let sent = 0;
    for (const [at, file] of files.entries()) {
      const seconds = (performance.now() - began) / 1000;
      const minutes = sent ? Math.ceil(((bytes - sent) * seconds) / sent / 60) : 0;
      const words = minutes > 1 ? SEND_SAYS.left : SEND_SAYS.sending;
      this.say(_(words, { done: at + 1, count: files.length, minutes }));
      this.bar.max = bytes || 1;
      this.bar.value = sent;
      const reason = await sendOne(this.url, file, this.abort.signal);
      if (reason) refusals.push(_(SEND_SAYS.refused, { file: pathOf(file), reason }));
      sent += file.size;
    }
    return refusals;
  }

  show(isSending) {
    this.bar.hidden = this.stopButton.hidden = !isSending;
    for (const input of this.inputs) input.disabled = isSending;
  }

  say(words, isProblem = false) {
    this.state.textContent = words;
    this.state.classList.toggle("is-problem", isProblem);
  }

  stop() {
    this.abort?.abort();
    removeEventListener("beforeunload", this.warn);
  }
}

/** @type {WeakMap<HTMLElement, Sender>} */
const senders = new WeakMap();

/** Called at each rerun; the first call makes the one sender. */
export default function sendFiles({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".send-files");
  useTexts(data.texts);
  if (!senders.has(root)) {
    translateMarkup(root);
    senders.set(root, new Sender(root));
  }
  const sender = senders.get(root);
  sender.url = data.url;
  sender.tell = () => setTriggerValue("sent", true);
  return () => {
    sender.stop();
    senders.delete(root);
  };
}
