import { write } from "./controls.js";
import { PairPhoto } from "./pair_photo.js";
import { _, translateMarkup, useTexts } from "./texts.js";
import { ZOOM_STEP } from "./viewport.js";

/**
 * The same places marked in two photos, so that one can be laid over the other.
 *
 * @typedef {import("./pair_photo.js").MarkedPhoto} MarkedPhoto
 * @typedef {import("./shapes.js").Spot} Spot
 * @typedef {{reference: MarkedPhoto, moving: MarkedPhoto, height_px: number, fewest: number, most: number,
 *   points: [Spot[], Spot[]]}} PairsData
 */

// of the window's height, so that both photos and the buttons are on the screen together
const PHOTO_SHARE = { beside: 0.58, stacked: 0.34 };
const NUDGE_PX = { plain: 1, shift: 10 };
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

class PairsEditor {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {[Spot[], Spot[]]} points of the reference and of the other photo; equal places stand in order */
    this.sides = [[], []];
    this.past = [];
    this.isSaving = false;
    const template = root.querySelector("template");
    const deeds = {
      add: (side, spot) => this.add(side, spot),
      move: (side, index, spot, isOneOfMany) => this.move(side, index, spot, isOneOfMany),
    };
    this.photos = [0, 1].map((side) => {
      const element = template.content.firstElementChild.cloneNode(true);
      root.querySelector(".photos").append(element);
      return new PairPhoto(element, side, deeds);
    });
    this.watch();
  }

  /** Takes what Python hands over; points that were set since stay. @param {PairsData} data */
  update(data) {
    const start = JSON.stringify([data.reference.url, data.moving.url, data.points]);
    if (start !== this.start) {
      this.start = start;
      this.sides = data.points;
      this.past = [];
    }
    this.isSaving = false;
    this.data = data;
    this.photos[0].show(data.reference);
    this.photos[1].show(data.moving);
    this.draw();
  }

  // ---- drawing ------------------------------------------------------------------------------

  draw() {
    if (!this.data) return;
    const columns = getComputedStyle(this.root.querySelector(".photos")).gridTemplateColumns.split(" ").length;
    const share = columns > 1 ? PHOTO_SHARE.beside : PHOTO_SHARE.stacked;
    const height = Math.max(180, Math.min(this.data.height_px, share * innerHeight));
    this.photos.forEach((photo, side) => photo.update(this.sides[side], height, this.next === side));
    this.drawControls();
  }

  /** The photo in which the next point is waited for; null when either will do. */
  get next() {
    const [first, second] = this.sides.map((spots) => spots.length);
    return first === second ? null : Number(first > second);
  }

  get isComplete() {
    const [first, second] = this.sides.map((spots) => spots.length);
    return first === second && first >= this.data.fewest;
  }

  drawControls() {
    const part = (selector) => this.root.querySelector(selector);
    part(".undo").disabled = !this.past.length;
    part(".clear").disabled = !this.sides.some((spots) => spots.length);
    part(".save").disabled = !this.isComplete || this.isSaving;
    write(part(".hint"), this.hint);
  }

  get hint() {
    const { fewest, most } = this.data;
    const [first, second] = this.sides.map((spots) => spots.length);
    const { next } = this;
    if (next !== null) {
      const behind = Math.min(first, second) + 1;
      return next
        ? _("Now point {number} in the photo to align: the very same place of the skin.", { number: behind })
        : _("Now point {number} in the reference photo: the very same place of the skin.", { number: behind });
    }
    if (first === 0) {
      return _(
        "Mark {fewest} to {most} places that you find again in both photos, such as moles, scars or creases, spread over the skin. Tap one in either photo, then the same one in the other.",
        { fewest, most },
      );
    }
    if (first < fewest) {
      return _("{count} of at least {fewest}: tap the next place in either photo.", { count: first, fewest });
    }
    const set = _("{count} points are set. Drag a point, or move it by the arrow keys, to set it right.", {
      count: first,
    });
    return first < most ? `${set} ${_("More points, spread over the skin, make it surer.")}` : set;
  }

  // ---- points -------------------------------------------------------------------------------

  add(side, spot) {
    if (this.sides[side].length >= this.data.most) return;
    this.change(this.sides.map((spots, index) => (index === side ? [...spots, spot] : spots)));
  }

  move(side, index, spot, isOneOfMany = false) {
    const moved = this.sides.map((spots, each) => (each === side ? spots.with(index, spot) : spots));
    this.change(moved, isOneOfMany ? `${side} ${index}` : "");
  }

  /** Takes a number away in both photos; the later ones move up. */
  remove(index) {
    this.change(this.sides.map((spots) => spots.filter((_, each) => each !== index)));
  }

  /** @param {string} run steps of the same run are undone at once */
  change(sides, run = "") {
    if (!run || run !== this.run) this.past.push(this.sides);
    this.run = run;
    this.sides = sides;
    this.draw();
  }

  undo() {
    if (!this.past.length) return;
    this.sides = this.past.pop();
    this.run = "";
    this.draw();
  }

  save() {
    this.isSaving = true;
    this.draw();
    this.send({ kind: "save", reference_rc: this.sides[0], moving_rc: this.sides[1] });
  }

  // ---- watching -----------------------------------------------------------------------------

  watch() {
    const on = (selector, deed) => this.root.querySelector(selector).addEventListener("click", deed);
    on(".undo", () => this.undo());
    on(".clear", () => this.change([[], []]));
    on(".cancel", () => this.send({ kind: "cancel" }));
    on(".save", () => this.save());
    // a ring around what has the focus helps whoever uses keys, and is one ring too many for the others
    this.root.addEventListener("pointerdown", () => (this.root.dataset.input = "pointer"), true);
    this.root.addEventListener("keydown", () => delete this.root.dataset.input, true);
    this.root.addEventListener("keydown", (event) => this.pressKey(event));
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.root);
  }

  /** @param {KeyboardEvent} event */
  pressKey(event) {
    const deed = this.deedOf(event);
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation(); // single letters are shortcuts of the page as well
    deed();
  }

  deedOf({ key, ctrlKey, metaKey, altKey, shiftKey, target }) {
    if (altKey) return undefined;
    if (ctrlKey || metaKey) return key.toLowerCase() === "z" ? () => this.undo() : undefined;
    const photo = this.photos.find(({ element }) => element.contains(target));
    if (!photo) return undefined;
    if (key === "+" || key === "=") return () => photo.zoomCentre(ZOOM_STEP);
    if (key === "-") return () => photo.zoomCentre(1 / ZOOM_STEP);
    if (key === "0") return () => photo.showWhole();
    if (!photo.stage.contains(target)) return undefined;
    if (key in ARROWS) {
      const [rows, columns] = ARROWS[key].map((sign) => sign * NUDGE_PX[shiftKey ? "shift" : "plain"]);
      return () => photo.step(target, rows, columns);
    }
    const index = photo.markAt(target);
    if (index !== null && (key === "Delete" || key === "Backspace")) return () => this.remove(index);
    return index === null && photo.caret && (key === " " || key === "Enter")
      ? () => this.add(photo.side, photo.caret)
      : undefined;
  }
}

/** @type {WeakMap<HTMLElement, PairsEditor>} */
const pairEditors = new WeakMap();

/** Called at each rerun with fresh data; points that were not saved yet and the zoom stay. */
export default function markPairs({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".pairs");
  if (!pairEditors.has(root)) {
    useTexts(data.texts);
    translateMarkup(root);
    pairEditors.set(root, new PairsEditor(root));
  }
  const editor = pairEditors.get(root);
  editor.send = (event) => setTriggerValue("event", event);
  editor.update(data);
  return () => editor.resizes.disconnect();
}
