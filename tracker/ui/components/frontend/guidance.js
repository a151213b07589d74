import { CAPTURE_SAYS } from "./capture_texts.js";
import { svgOf } from "./svg.js";
import { _ } from "./texts.js";

/** Asks the server twice a second what differs from the reference, and says it without flicker. */

const ASK_EVERY_MS = 500;
const FRAME_WIDTH = 320;
const MOST_HINTS = 2;
const ANSWERS_KEPT = 3;
const NO_GUIDANCE = new Set([401, 404, 405, 409]);
const MIRRORED = { left: "right", right: "left", "turn-left": "turn-right", "turn-right": "turn-left", "tilt-left": "tilt-right", "tilt-right": "tilt-left" };
const ARROWS = {
  left: "M20 12H5M11 6l-6 6 6 6",
  right: "M4 12h15M13 6l6 6-6 6",
  up: "M12 20V5M6 11l6-6 6 6",
  down: "M12 4v15M6 13l6 6 6-6",
  "turn-left": "M19 17a8 6 0 1 0-13-5M6 6v6h6",
  "turn-right": "M5 17a8 6 0 1 1 13-5M18 6v6h-6",
  "tilt-left": "M18 20A14 14 0 0 0 7 6M7 12V6h6",
  "tilt-right": "M6 20A14 14 0 0 1 17 6M17 12V6h-6",
  nearer: "M4 4l6 6M10 5v5H5M20 20l-6-6M14 19v-5h5M20 4l-6 6M19 10h-5V5M4 20l6-6M5 14h5v5",
  farther: "M10 10L4 4M4 9V4h5M14 14l6 6M20 15v5h-5M14 10l6-6M15 4h5v5M10 14l-6 6M4 15v5h5",
  brighter: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2",
  darker: "M19 14A8 8 0 1 1 10 5a6.5 6.5 0 0 0 9 9",
};

/**
 * @typedef {{kind: string, text: string, arrow: string, amount: number}} Hint
 * @typedef {{is_ready: boolean, hints: Hint[], milliseconds: number}} Advice
 */

/** What holds over several answers: a hint that comes and goes is none. */
export class SteadyAdvice {
  constructor() {
    /** @type {Advice[]} */
    this.answers = [];
  }

  /** @param {Advice} advice @returns {{isReady: boolean, hints: Hint[]}} */
  take(advice) {
    this.answers = [...this.answers, advice].slice(-ANSWERS_KEPT);
    const isOften = (count) => count > this.answers.length / 2;
    const isReady = isOften(this.answers.filter((answer) => answer.is_ready).length);
    const latest = new Map(this.answers.flatMap((answer) => answer.hints.map((hint) => [hint.kind, hint])));
    const often = [...latest.values()].filter(({ kind }) =>
      isOften(this.answers.filter((answer) => answer.hints.some((hint) => hint.kind === kind)).length),
    );
    return { isReady, hints: isReady ? [] : often.slice(0, MOST_HINTS) };
  }
}

export class Guidance {
  /** @param {HTMLElement} box @param {HTMLVideoElement} video @param {() => boolean} isWanted */
  constructor(box, video, isWanted) {
    this.box = box;
    this.video = video;
    this.isWanted = isWanted;
    this.canvas = document.createElement("canvas");
    this.turnTo("");
    this.timer = setInterval(() => this.ask(), ASK_EVERY_MS);
  }

  /** Another view or another address: what was said so far is of no meaning. @param {string} url empty for none @param {string} view its key */
  turnTo(url, view = "") {
    this.url = url;
    this.view = view;
    this.steady = new SteadyAdvice();
    this.shown = "";
    this.box.replaceChildren();
  }

  async ask() {
    const { url, view } = this;
    const isStill = () => url === this.url && view === this.view;
    if (!url || this.isAsking || document.hidden || !this.video.videoWidth || !this.isWanted()) return;
    this.isAsking = true;
    try {
      const advice = await this.fetchAdvice(url);
      if (advice && isStill() && this.isWanted()) this.say(this.steady.take(advice));
    } catch {
      if (isStill()) this.turnTo(url, view); // no network for a moment: better no word than an old one
    } finally {
      this.isAsking = false;
    }
  }

  /** @returns {Promise<Advice | null>} */
  async fetchAdvice(url) {
    const { width, height, rgb } = this.smallFrame();
    const answer = await fetch(`${url}?width=${width}&height=${height}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", "X-Tracker-View": encodeURIComponent(this.view) },
      body: rgb,
      cache: "no-store",
      credentials: "same-origin",
    });
    const isNever = NO_GUIDANCE.has(answer.status) && !answer.headers.has("Retry-After");
    if (isNever && url === this.url) this.turnTo("", this.view);
    return answer.ok ? answer.json() : null;
  }

  /** Raw RGB, row by row: the server needs no decoder for it. */
  smallFrame() {
    const width = FRAME_WIDTH;
    const height = Math.round((width * this.video.videoHeight) / this.video.videoWidth);
    this.canvas.width = width;
    this.canvas.height = height;
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.video, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const rgb = new Uint8Array(3 * width * height);
    for (let from = 0, to = 0; from < data.length; from += 4) {
      rgb[to++] = data[from];
      rgb[to++] = data[from + 1];
      rgb[to++] = data[from + 2];
    }
    return { width, height, rgb };
  }

  /** @param {{isReady: boolean, hints: Hint[]}} advice */
  say({ isReady, hints }) {
    const words = isReady ? _(CAPTURE_SAYS.holdStill) : hints.map((hint) => hint.text).join("\n");
    if (words === this.shown) return;
    this.shown = words;
    if (isReady) this.box.replaceChildren(hintLine({ text: words, arrow: "none" }, "is-ready"));
    else this.box.replaceChildren(...hints.map((hint) => hintLine(this.mirrored(hint), "")));
  }

  /** In a picture shown as in a mirror an arrow points the other way; the words don't change. */
  mirrored(hint) {
    return this.isMirrored ? { ...hint, arrow: MIRRORED[hint.arrow] ?? hint.arrow } : hint;
  }

  stop() {
    clearInterval(this.timer);
  }
}

/** @param {{text: string, arrow: string}} hint @param {string} kind */
function hintLine({ text, arrow }, kind) {
  const line = document.createElement("p");
  if (kind) line.className = kind;
  if (ARROWS[arrow]) {
    const picture = svgOf("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", "data-arrow": arrow });
    picture.append(svgOf("path", { d: ARROWS[arrow] }));
    line.append(picture);
  }
  const words = document.createElement("span");
  words.textContent = text;
  line.append(words);
  return line;
}
