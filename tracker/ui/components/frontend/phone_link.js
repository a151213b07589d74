import { write } from "./controls.js";
import { _, marked, translateMarkup, useTexts } from "./texts.js";

/** The desk's side of a phone's link: makes it, shows its code, watches it, ends it. */

const LINK_SAYS = {
  make: marked("Use a phone as the camera"),
  again: marked("Make a new link"),
  open: marked("Scan the code with the phone's camera. It works once, and ends in {time}."),
  claimed: marked("A phone is connected, for {time} more at most."),
  ended: marked("The link has ended."),
  failed: marked("The server could not be reached: check the connection, then try again."),
};
const LOOK_EVERY_MS = 2000;

class PhoneLink {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    translateMarkup(root);
    this.make = root.querySelector(".make");
    this.end = root.querySelector(".end");
    this.code = root.querySelector(".code");
    this.words = root.querySelector(".link-words");
    this.make.addEventListener("click", () => this.ask("POST", (link) => this.showCode(link)));
    this.end.addEventListener("click", () => this.ask("POST", () => this.look(), "/end"));
  }

  /** @param {{url: string, photos: string}} data */
  update(data) {
    this.url = data.url;
    this.photos = data.photos;
    if (!this.timer) this.look();
  }

  /** @param {"GET" | "POST"} method @param {(answer: object) => void} onAnswer @param {string} [path] */
  async ask(method, onAnswer, path = "") {
    try {
      const answer = await fetch(this.url + path, { method, cache: "no-store", credentials: "same-origin" });
      if (answer.ok) onAnswer(answer.status === 204 ? {} : await answer.json());
      else if (method === "POST") write(this.words, await answer.text());
    } catch {
      if (method === "POST") write(this.words, _(LINK_SAYS.failed));
    }
  }

  /** Asks now, and again as long as there is a link. */
  look() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), LOOK_EVERY_MS);
    if (document.hidden) return;
    this.ask("GET", (link) => {
      this.show(link);
      if (link.photos !== this.photos) this.tell(link.photos);
      this.photos = link.photos;
      if (link.state === "ended") clearTimeout(this.timer);
    });
  }

  showCode({ code, warning }) {
    this.code.querySelector("img").src = code;
    const note = this.code.querySelector(".code-warning");
    write(note, warning);
    note.hidden = !warning;
    this.look();
  }

  /** @param {{state: "open" | "claimed" | "ended", seconds_left: number}} link */
  show({ state, seconds_left: seconds }) {
    const was = this.root.dataset.state;
    this.root.dataset.state = state;
    const isOver = state === "ended";
    // what a code leads to is known to this page alone: after a reload there is none to show
    this.code.hidden = state !== "open" || !this.code.querySelector("img").src;
    if (isOver) this.code.querySelector("img").removeAttribute("src");
    this.end.hidden = isOver;
    this.make.hidden = !isOver && !(state === "open" && this.code.hidden);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (!isOver) write(this.words, _(LINK_SAYS[state], { time }));
    else if (was !== "ended") write(this.words, _(LINK_SAYS.ended));
    const isFirst = isOver && was === state && !this.words.textContent;
    const name = isFirst ? LINK_SAYS.make : LINK_SAYS.again;
    write(this.root.querySelector(".make-words"), _(name));
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
  }
}

/** @type {WeakMap<HTMLElement, PhoneLink>} */
const phoneLinks = new WeakMap();

/** Called at each rerun; tells Python when the session has got other photos. */
export default function watchPhoneLink({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".phone-link");
  useTexts(data.texts);
  if (!phoneLinks.has(root)) phoneLinks.set(root, new PhoneLink(root));
  const link = phoneLinks.get(root);
  link.tell = (photos) => setTriggerValue("arrived", photos);
  link.update(data);
  return () => {
    setTimeout(() => {
      if (!root.isConnected) link.stop();
    });
  };
}
