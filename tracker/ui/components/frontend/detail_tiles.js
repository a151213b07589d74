import { askFor, detailUrlOf, manifests, pictureAt, TRY_AGAIN_MS } from "./detail_source.js";
import { overlap } from "./viewport.js";

/**
 * The photo's own pixels over its screen rendition, where somebody looks so closely that they are needed.
 *
 * What is seen is covered by tiles of one level, drawn pixel for pixel into one canvas that lies over the
 * rendition and is moved and scaled with it. The canvas never holds more than MOST_TILES tiles (512 px, so
 * 1 MiB each): 32 MiB for each photo on a phone, 64 MiB elsewhere. A picture is decoded, drawn and
 * forgotten; AT_ONCE of them at a time. Until a tile is there, what lay in its place before is seen.
 *
 * @typedef {import("./viewport.js").Box} Box
 * @typedef {import("./detail_source.js").Manifest} Manifest
 * @typedef {{level: number, left: number, top: number, right: number, bottom: number}} Span
 *   columns left to right - 1 and rows top to bottom - 1 of a level
 */

export const MOST_TILES = matchMedia("(pointer: coarse)").matches ? 32 : 64;
const AT_ONCE = 4;
const PAUSE_MS = 100;
const SLOWEST_MS = 20_000;
/** A level a tenth too small looks as sharp; beyond two pixels of the screen for one nobody sees more. */
const SHARP_ENOUGH = 1.1;
const MOST_PIXEL_RATIO = 2;
/** Who uses so much of the screen rendition's pixels is about to need more: asking has them made meanwhile. */
const ASK_FROM = 0.6;

export class DetailTiles {
  /** @param {HTMLElement} holder of the screen rendition that the tiles lie over */
  constructor(holder) {
    this.canvas = newCanvas(0, 0);
    holder.append(this.canvas);
    this.url = "";
    /** What is being asked for, or was just now. */
    this.asking = "";
    /** @type {Span | null} what the canvas covers */
    this.span = null;
    /** @type {Set<string>} tiles of the span that are drawn, or could not be had just now */
    this.settled = new Set();
    /** @type {Map<string, AbortController>} */
    this.onTheWay = new Map();
  }

  /** @param {string} url @param {HTMLImageElement} image the screen rendition that is shown from now on */
  show(url, image) {
    this.image = image;
    const detailUrl = detailUrlOf(url);
    if (detailUrl === this.url) return;
    this.url = detailUrl;
    this.attempts = 0;
    this.clear();
  }

  /**
   * Lays the tiles over the picture; which ones are wanted is found out a little later.
   * @param {Box} at where the whole picture lies @param {Box} room what is seen of it, on the same ground
   */
  place(at, room) {
    this.at = at;
    this.seen = overlap(at, room);
    this.lay();
    if (!this.url || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.choose();
    }, PAUSE_MS);
  }

  /** Gives the memory back. */
  clear() {
    this.stopLoading();
    this.span = null;
    this.settled.clear();
    this.canvas.width = 0;
    this.canvas.height = 0;
    this.say("");
  }

  // ---- what is wanted -------------------------------------------------------------------------

  /** Whether the screen rendition has too few pixels for what is seen. */
  get isTooCoarse() {
    return this.neededPx > SHARP_ENOUGH * this.image.naturalWidth && this.seen.width > 0 && this.seen.height > 0;
  }

  /** Pixels of the screen across the whole picture. */
  get neededPx() {
    return this.at.width * Math.min(devicePixelRatio, MOST_PIXEL_RATIO);
  }

  choose() {
    if (!this.url) return;
    if (!this.image.naturalWidth && this.image.getAttribute("src")) return this.look();
    const isNear = this.neededPx > ASK_FROM * this.image.naturalWidth;
    const manifest = manifests.get(this.url);
    if (manifest === undefined && isNear && this.image.naturalWidth) this.ask();
    if (!this.isTooCoarse || !this.image.naturalWidth) return this.clear();
    const span = manifest && this.spanFor(manifest);
    if (!span) return this.clear();
    if (!isSame(span, this.span)) this.cover(manifest, span);
    this.load(manifest);
  }

  /** The coarsest level that is sharp, or the finest one that the memory allows. @returns {Span | undefined} */
  spanFor(manifest) {
    const sharp = manifest.levels.findLastIndex(({ width }) => width * SHARP_ENOUGH >= this.neededPx);
    const spans = manifest.levels.map((level, number) => this.spanOf(level, number, manifest.tile_px));
    return spans.slice(Math.max(0, sharp)).find((span) => countOf(span) <= MOST_TILES);
  }

  /** The tiles of a level that are seen. @returns {Span} */
  spanOf(level, number, tile_px) {
    const across = level.width / this.at.width / tile_px;
    const down = level.height / this.at.height / tile_px;
    const { x, y, width, height } = this.seen;
    return {
      level: number,
      left: Math.floor((x - this.at.x) * across),
      top: Math.floor((y - this.at.y) * down),
      right: Math.min(Math.ceil(level.width / tile_px), Math.ceil((x + width - this.at.x) * across)),
      bottom: Math.min(Math.ceil(level.height / tile_px), Math.ceil((y + height - this.at.y) * down)),
    };
  }

  /** Asks what tiles there are; gently again while they are being made and somebody looks. */
  async ask() {
    const url = this.url;
    if (this.asking === url) return;
    this.asking = url;
    const wait_ms = await askFor(url);
    if (wait_ms) await pauseFor(Math.min(SLOWEST_MS, wait_ms * 1.3 ** this.attempts));
    if (this.asking === url) this.asking = "";
    if (this.url !== url) return;
    this.attempts += 1;
    if (document.hidden) document.addEventListener("visibilitychange", () => this.look(), { once: true });
    else this.look();
  }

  /** As if the picture had been laid where it lies. */
  look() {
    this.place(this.at, this.seen);
  }

  // ---- drawing --------------------------------------------------------------------------------

  /** Takes a canvas for other tiles, with what the former one shows of them. */
  cover(manifest, span) {
    const tile_px = manifest.tile_px;
    const level = manifest.levels[span.level];
    const canvas = newCanvas(
      Math.min(level.width, span.right * tile_px) - span.left * tile_px,
      Math.min(level.height, span.bottom * tile_px) - span.top * tile_px,
    );
    const isSameLevel = this.span?.level === span.level && this.level === level;
    if (this.span) {
      const scale = level.width / this.level.width;
      const x = this.span.left * tile_px * scale - span.left * tile_px;
      const y = this.span.top * tile_px * scale - span.top * tile_px;
      const { width, height } = this.canvas;
      canvas.getContext("2d").drawImage(this.canvas, x, y, width * scale, height * scale);
    }
    this.settled = new Set(isSameLevel ? [...this.settled].filter((name) => isWithin(name, span)) : []);
    for (const name of this.onTheWay.keys()) if (!isSameLevel || !isWithin(name, span)) this.stop(name);
    this.canvas.replaceWith(canvas);
    this.canvas.width = 0; // some browsers keep the memory of what is no longer on the page
    this.canvas = canvas;
    this.span = span;
    this.level = level;
    this.tile_px = tile_px;
    this.lay();
  }

  lay() {
    if (!this.span || !this.at) return;
    const across = this.at.width / this.level.width;
    const down = this.at.height / this.level.height;
    const x = this.at.x + this.span.left * this.tile_px * across;
    const y = this.at.y + this.span.top * this.tile_px * down;
    this.canvas.style.transform = `translate(${x}px, ${y}px) scale(${across}, ${down})`;
  }

  // ---- loading --------------------------------------------------------------------------------

  /** Fetches what is missing, the middle first. */
  load(manifest) {
    const { left, top, right, bottom } = this.span;
    const missing = namesOf(this.span).filter((name) => !this.settled.has(name) && !this.onTheWay.has(name));
    const distance = ([column, row]) => Math.hypot(column + 0.5 - (left + right) / 2, row + 0.5 - (top + bottom) / 2);
    missing.sort((one, other) => distance(one.split("/")) - distance(other.split("/")));
    for (const name of missing.slice(0, Math.max(0, AT_ONCE - this.onTheWay.size))) this.fetch(manifest, name);
    this.say(missing.length || this.onTheWay.size ? "loading" : "sharp");
  }

  async fetch(manifest, name) {
    const abort = new AbortController();
    this.onTheWay.set(name, abort);
    const { span } = this;
    const [column, row] = name.split("/").map(Number);
    const address = new URL(this.url, location.href);
    address.pathname += `/${manifest.key}/${span.level}/${row}/${column}`;
    const picture = await pictureAt(address, abort.signal);
    if (this.onTheWay.get(name) === abort) this.onTheWay.delete(name);
    if (!abort.signal.aborted) this.settle(manifest, name, picture);
    if (picture instanceof ImageBitmap) picture.close();
  }

  /** @param {ImageBitmap | "gone" | "failed"} picture */
  settle(manifest, name, picture) {
    if (picture === "gone") {
      // the photo was aligned anew meanwhile: what is drawn lies in another place by now
      if (manifests.get(this.url) === manifest) manifests.delete(this.url);
      this.clear();
      setTimeout(() => this.look(), TRY_AGAIN_MS);
      return;
    }
    this.settled.add(name);
    if (picture === "failed") setTimeout(() => this.settled.delete(name) && this.look(), TRY_AGAIN_MS);
    else this.draw(name, picture);
    this.load(manifest);
  }

  draw(name, picture) {
    const [column, row] = name.split("/").map(Number);
    const { left, top } = this.span;
    this.canvas.getContext("2d").drawImage(picture, (column - left) * this.tile_px, (row - top) * this.tile_px);
  }

  stopLoading() {
    for (const name of this.onTheWay.keys()) this.stop(name);
  }

  stop(name) {
    this.onTheWay.get(name).abort();
    this.onTheWay.delete(name);
  }

  /** @param {"" | "loading" | "sharp"} state for who looks from outside */
  say(state) {
    this.canvas.dataset.detail = state;
  }
}

function newCanvas(width, height) {
  const canvas = document.createElement("canvas");
  canvas.className = "detail";
  canvas.setAttribute("aria-hidden", "true");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

function pauseFor(duration_ms) {
  return new Promise((resolve) => setTimeout(resolve, duration_ms));
}

/** @param {Span} span */
function countOf({ left, top, right, bottom }) {
  return (right - left) * (bottom - top);
}

function namesOf({ left, top, right, bottom }) {
  const names = [];
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) names.push(`${column}/${row}`);
  }
  return names;
}

function isWithin(name, { left, top, right, bottom }) {
  const [column, row] = name.split("/").map(Number);
  return column >= left && column < right && row >= top && row < bottom;
}

function isSame(one, other) {
  return Boolean(other) && Object.keys(one).every((name) => one[name] === other[name]);
}
