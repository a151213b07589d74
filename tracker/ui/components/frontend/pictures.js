/**
 * Pictures that were asked for, kept in the browser's memory so that a swap of sessions waits for
 * neither server nor decoder.
 *
 * @typedef {{image: HTMLImageElement, state: "loading" | "ready" | "failed", done: Promise<void>}} Picture
 */

/** A browser drops what it decoded when memory is short; the compressed files are a few hundred kB each. */
const MOST_KEPT = 24;

export class Pictures {
  constructor() {
    /** @type {Map<string, Picture>} latest last */
    this.kept = new Map();
  }

  /** Fetches and decodes a picture. @param {Picture} picture */
  async decode({ image, done }) {
    await done;
    await image.decode().catch(() => {});
  }

  /** Fetches pictures that may be wanted next, one after the other. @param {string[]} urls */
  async preload(urls) {
    this.wanted = urls;
    for (const url of urls) {
      if (this.wanted !== urls) return;
      if (!this.kept.has(url)) await this.get(url).done;
    }
  }

  /** A picture that is fetched from now on; one that failed is asked for again. @param {string} url @returns {Picture} */
  get(url) {
    let entry = this.kept.get(url);
    if (!entry || entry.state === "failed") entry = begin(url);
    this.kept.delete(url);
    this.kept.set(url, entry);
    for (const old of [...this.kept.keys()].slice(0, -MOST_KEPT)) this.kept.delete(old);
    return entry;
  }
}

/** @param {number} duration_ms */
export function pause(duration_ms) {
  return new Promise((resolve) => setTimeout(resolve, duration_ms));
}

function begin(url) {
  const image = new Image();
  image.draggable = false;
  const entry = { image, state: "loading", done: null };
  entry.done = new Promise((resolve) => {
    const end = (state) => () => {
      entry.state = state;
      resolve();
    };
    image.onload = end("ready");
    image.onerror = end("failed");
  });
  image.src = url;
  return entry;
}
