import { TEXTS } from "./compare_texts.js";

/**
 * Which two sessions of a view are compared.
 *
 * @typedef {object} Frame       one session of the view
 * @property {string} id
 * @property {string} digest     of the photo
 * @property {string} title      "Session 4 · follow-up"
 * @property {string} date
 * @property {string} days       since the last treatment, in words
 * @property {string} alt
 * @property {string} thumb_url
 * @property {string} screen_url   as taken
 * @property {[number, number]} full_size  as taken
 * @property {string} aligned_url  in the frame of the reference; empty where it isn't aligned
 * @property {string} aligned_small_url  the same for a cell of a grid
 * @property {string} trust_url    what could not be matched; empty where nothing is known
 * @property {string} badge_level
 * @property {string} badge_words
 * @property {string} badge_short
 * @property {string} problem      why it isn't aligned; empty where it is
 * @property {string[]} findings   what makes it hard to compare
 *
 * @typedef {object} OtherView    a view that isn't shown, with what its stills say
 * @property {string} view
 * @property {string} name
 * @property {Frame[]} frames     oldest first, two at least
 *
 * @typedef {"left" | "right"} Side
 * @typedef {import("./photo_pane.js").ComparedPhoto} ComparedPhoto
 */

const OTHER = { left: "right", right: "left" };

export class PairChoice {
  /** @param {() => void} onChoose called when another pair was chosen here */
  constructor(onChoose) {
    this.onChoose = onChoose;
    /** @type {Frame[]} oldest first */
    this.frames = [];
    /** @type {OtherView[]} */
    this.others = [];
  }

  /** @param {import("./compare.js").CompareData} data */
  update(data) {
    this.frames = data.frames;
    this.others = data.others;
    this.viewName = data.view_name;
    this.baselineId = data.baseline;
    this.referenceSize = data.reference_size;
  }

  /** @returns {[Frame, Frame]} left and right */
  get pair() {
    return [this.frameOf(this.left), this.frameOf(this.right)];
  }

  /** Both are shown in the frame of the reference, or both as taken: never one of each. */
  get isAligned() {
    return this.pair.every((frame) => frame.aligned_url);
  }

  /** @returns {ComparedPhoto[]} */
  get photos() {
    return this.photosOf(this.pair);
  }

  /** @param {Frame[]} frames */
  photosOf(frames) {
    const isAligned = frames.every((frame) => frame.aligned_url);
    return frames.map((frame) => ({
      url: isAligned ? frame.aligned_url : frame.screen_url,
      alt: frame.alt,
      name: frame.title,
      session: frame.id,
      is_aligned: isAligned,
      caption_lines: [frame.title, frame.date, frame.days],
      badge: isAligned || !frame.aligned_url ? frame.badge_words : TEXTS.takenAlone,
      badge_level: isAligned || !frame.aligned_url ? frame.badge_level : "waiting",
      full_size: isAligned ? this.referenceSize : frame.full_size,
      trust_url: isAligned ? frame.trust_url : "",
    }));
  }

  /** Sessions that lie in the frame of the reference. */
  get aligned() {
    return this.frames.filter((frame) => frame.aligned_url);
  }

  frameOf(id) {
    return this.frames.find((frame) => frame.id === id);
  }

  /** What was asked for from outside; sessions that aren't there any more give way. */
  adopt(left, right) {
    this.left = this.frameOf(left) ? left : this.frames[0].id;
    const others = this.frames.filter(({ id }) => id !== this.left);
    this.right = (others.find(({ id }) => id === right) ?? others.at(-1)).id;
  }

  /**
   * The pair in another view: the same sessions as far as they are there, and one of them chosen anew.
   * @param {string} view @param {Side} [side] @param {string} [id]
   * @returns {{view: string, left: string, right: string} | undefined}
   */
  pairIn(view, side, id) {
    const ids = this.others.find((other) => other.view === view)?.frames.map((frame) => frame.id);
    if (!ids) return undefined;
    const pair = { left: this.left, right: this.right };
    if (side && pair[OTHER[side]] === id) pair[OTHER[side]] = pair[side];
    if (side) pair[side] = id;
    const kept = side ?? (ids.includes(pair.left) ? "left" : "right");
    const other = OTHER[kept];
    if (!ids.includes(pair[kept])) pair[kept] = ids.at(-1);
    const rest = ids.filter((one) => one !== pair[kept]);
    if (!rest.includes(pair[other])) pair[other] = other === "left" ? rest[0] : rest.at(-1);
    return { view, ...pair };
  }

  /** Chooses a session for a side; the one that the other side shows changes places with this side's. @param {Side} side @param {string} id */
  choose(side, id) {
    if (this[side] === id) return;
    if (this[OTHER[side]] === id) this[OTHER[side]] = this[side];
    this[side] = id;
    this.onChoose();
  }

  swap() {
    [this.left, this.right] = [this.right, this.left];
    this.onChoose();
  }

  showBaseline() {
    this.choose("left", this.baselineId);
  }

  showLatest() {
    this.choose("right", this.frames.at(-1).id);
  }

  /** The session before or after a side's, the other side's skipped. @param {Side} side @param {1 | -1} by */
  neighbour(side, by) {
    const others = this.frames.filter((frame) => frame.id === this[side] || frame.id !== this[OTHER[side]]);
    return others[others.findIndex((frame) => frame.id === this[side]) + by];
  }

  /** @param {Side} side @param {1 | -1} by */
  step(side, by) {
    const next = this.neighbour(side, by);
    if (next) this.choose(side, next.id);
  }

  /** Addresses of what a key may ask for next, the likeliest first. @returns {string[]} */
  get next() {
    const [left, right] = this.pair;
    const pairs = [
      [left, this.neighbour("right", 1)],
      [left, this.neighbour("right", -1)],
      [this.neighbour("left", 1), right],
      [this.neighbour("left", -1), right],
      [this.frameOf(this.baselineId), right],
      [left, this.frames.at(-1)],
    ];
    const photos = pairs.filter((pair) => pair.every(Boolean)).flatMap((pair) => this.photosOf(pair));
    return [...new Set(photos.flatMap((photo) => [photo.url, photo.trust_url]))].filter((url) => url);
  }
}
