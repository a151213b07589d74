import { ellipseWithin, simplified, spotOfPoint } from "./annotation_forms.js";
import { TEXTS } from "./compare_texts.js";
import { write } from "./controls.js";
import { clamp, placePicture } from "./viewport.js";

/**
 * Drawing on the photos: by mouse, pen or finger, by two taps, or by keys.
 *
 * @typedef {import("./annotation_forms.js").Kind} Kind
 * @typedef {import("./annotation_forms.js").Spot} Spot
 * @typedef {object} Draft       what is being drawn
 * @property {import("./photo_pane.js").PhotoPane} pane
 * @property {Kind} kind
 * @property {Spot[]} spots      two corners for an ellipse
 * @property {string} text
 */

const STEP_PX = 4;
const LEAP_PX = 32;
const SMALLEST_FORM_PX = 5;
const TRUE_TO_PX = 0.6;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const INERT = { move: () => {} };

export class AnnotationTools {
  /**
   * @param {import("./compare.js").Comparison} comparison
   * @param {(pane: import("./photo_pane.js").PhotoPane, kind: Kind, spots: Spot[], text: string) => void} onDrawn
   */
  constructor(comparison, onDrawn) {
    this.comparison = comparison;
    this.onDrawn = onDrawn;
    this.bar = comparison.root.querySelector(".drawing-tools");
    this.hint = comparison.root.querySelector(".drawing-hint");
    this.form = comparison.root.querySelector(".annotation-text");
    this.input = this.form.querySelector("input");
    /** @type {Kind | null} */
    this.kind = null;
    /** @type {Draft | null} */
    this.draft = null;
    /** @type {import("./viewport.js").Point | null} px of the stage, where keys point */
    this.caret = null;
    this.version = 0;
    this.watch();
  }

  // ---- tools --------------------------------------------------------------------------------

  /** @param {Kind | null} kind @param {boolean} [isByKey] */
  choose(kind, isByKey = false) {
    this.leave();
    this.kind = kind;
    if (kind) this.comparison.stage.classList.add("is-annotating");
    this.bar.querySelector(`[value=${kind}]`)?.setAttribute("aria-pressed", "true");
    this.say(kind ? TEXTS[`${kind}Drawing`] : "");
    if (kind && isByKey) {
      this.caret = this.middle;
      this.comparison.stage.focus({ preventScroll: true });
    }
    this.change();
  }

  /** No tool is chosen any more, and what was being drawn is dropped. */
  leave() {
    this.drop();
    this.kind = null;
    this.caret = null;
    this.comparison.stage.classList.remove("is-annotating");
    for (const button of this.bar.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", "false");
    this.say("");
    this.version += 1;
  }

  /** @param {string} words */
  say(words) {
    write(this.hint, words);
  }

  change() {
    this.version += 1;
    this.comparison.draw();
  }

  drop() {
    this.draft = null;
    this.form.hidden = true;
  }

  /** Leaves what is being drawn, then the tool. */
  escape() {
    const button = this.bar.querySelector("[aria-pressed=true]");
    if (this.draft) {
      this.drop();
      this.change();
      if (this.caret) this.comparison.stage.focus({ preventScroll: true });
    } else {
      this.choose(null);
      button?.focus({ preventScroll: true });
    }
  }

  // ---- places -------------------------------------------------------------------------------

  /** The photo that is seen at a point of the stage. @returns {import("./photo_pane.js").PhotoPane} */
  paneAt(point) {
    const panes = [...this.comparison.sides].reverse();
    return panes.find((pane) => isSeenAt(pane, point)) ?? panes.find(isSeen) ?? panes[0];
  }

  /** The middle of what is seen of the right photo. */
  get middle() {
    const pane = [...this.comparison.sides].reverse().find(isSeen);
    const { box, covered, seen } = pane;
    const left = Math.max(seen.x, covered.left);
    const right = Math.min(seen.x + seen.width, box.width - covered.right);
    const top = Math.max(seen.y, covered.top);
    const bottom = Math.min(seen.y + seen.height, box.height - covered.bottom);
    return { x: box.x + (left + right) / 2, y: box.y + (top + bottom) / 2 };
  }

  /** Where a pane's whole photo lies in it. */
  placeOf({ box, size }) {
    return placePicture(this.comparison.view, { x: 0, y: 0, width: box.width, height: box.height }, size);
  }

  spotAt(pane, { x, y }) {
    return spotOfPoint({ x: x - pane.box.x, y: y - pane.box.y }, this.placeOf(pane), pane.size);
  }

  // ---- drawing ------------------------------------------------------------------------------

  begin(point, pane = this.paneAt(point)) {
    const spot = this.spotAt(pane, point);
    this.draft = { pane, kind: this.kind, spots: this.kind === "freehand" ? [spot] : [spot, spot], text: "" };
    if (this.kind === "text") this.draft.spots = [spot];
    this.change();
  }

  extend(point) {
    const spot = this.spotAt(this.draft.pane, point);
    if (this.draft.kind === "freehand") this.draft.spots.push(spot);
    else this.draft.spots[1] = spot;
    this.change();
  }

  /** What is drawn, as it is kept and shown. @returns {Spot[]} */
  get spots() {
    const { kind, spots, pane } = this.draft;
    if (kind === "ellipse") return ellipseWithin(...spots);
    return kind === "freehand" ? simplified(spots, TRUE_TO_PX / pane.scale) : spots;
  }

  finish() {
    const { pane, kind, text } = this.draft;
    const spots = this.spots;
    const isSeen = kind === "text" || extentOf(this.draft.spots) * pane.scale >= SMALLEST_FORM_PX;
    this.drop();
    if (isSeen) this.onDrawn(pane, kind, spots, text);
    else this.say(TEXTS.tooSmall);
    this.change();
  }

  /** What a pressed pointer does; undefined where no tool is chosen. */
  press(point, event) {
    if (!this.kind) return undefined;
    if (event.pointerType === "mouse") this.comparison.stage.focus({ preventScroll: true });
    if (this.kind === "text") return { ...INERT, end: (at) => this.write(at) };
    return {
      move: (at) => this.draw(point, at),
      end: () => this.draft && this.finish(),
      cancel: () => {
        this.drop();
        this.change();
      },
    };
  }

  draw(start, at) {
    if (!this.draft) this.begin(start);
    this.extend(at);
  }

  /** Two taps do what a drag does. @returns {boolean} whether a tool took it */
  tap(point) {
    if (!this.kind) return false;
    if (this.kind === "text") this.write(point);
    else if (this.draft) {
      this.extend(point);
      this.finish();
    } else if (this.kind !== "freehand") {
      this.begin(point);
      this.say(TEXTS.tapEnd);
    }
    return true;
  }

  // ---- words --------------------------------------------------------------------------------

  write(point) {
    const pane = this.paneAt(point);
    this.begin(point, pane);
    this.form.hidden = false;
    this.input.value = "";
    this.input.focus();
  }

  submit() {
    const text = this.input.value.trim().replace(/\s+/g, " ");
    if (!text || !this.draft) return;
    this.draft.text = text;
    this.finish();
    this.comparison.stage.focus({ preventScroll: true });
  }

  // ---- keys ---------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event @returns {(() => void) | undefined} */
  deedOf({ key, shiftKey, target }) {
    if (!this.kind) return undefined;
    if (key === "Escape") return () => this.escape();
    if (target !== this.comparison.stage) return undefined;
    if (key in ARROWS) return () => this.moveCaret(...ARROWS[key].map((way) => way * (shiftKey ? LEAP_PX : STEP_PX)));
    return key === "Enter" || key === " " ? () => this.confirm() : undefined;
  }

  moveCaret(dx, dy) {
    const { x, y } = this.caret ?? this.middle;
    const { stage } = this.comparison;
    this.caret = { x: clamp(x + dx, 0, stage.clientWidth), y: clamp(y + dy, 0, stage.clientHeight) };
    if (this.draft) this.extend(this.caret);
    else this.change();
  }

  confirm() {
    this.caret ??= this.middle;
    if (this.draft) this.finish();
    else if (this.kind === "text") this.write(this.caret);
    else this.begin(this.caret);
  }

  // ---- watching -----------------------------------------------------------------------------

  watch() {
    this.bar.addEventListener("click", (event) => {
      const button = event.target.closest("[aria-pressed]");
      if (button) this.choose(button.value === this.kind ? null : button.value, event.detail === 0);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.form.querySelector(".cancel").addEventListener("click", () => this.escape());
    this.form.addEventListener("keydown", (event) => {
      event.stopPropagation(); // letters are words here and no shortcuts
      if (event.key === "Escape") this.escape();
    });
    this.input.addEventListener("input", () => {
      if (!this.draft) return;
      this.draft.text = this.input.value;
      this.change();
    });
  }

  /** The keyboard's place in a pane. @param {import("./photo_pane.js").PhotoPane} pane */
  caretIn(pane) {
    if (!this.caret || pane !== (this.draft?.pane ?? this.paneAt(this.caret))) return null;
    return { x: this.caret.x - pane.box.x, y: this.caret.y - pane.box.y };
  }

  /** What is being drawn in a pane. @returns {import("./annotation_layer.js").Drawn[]} */
  draftIn(pane) {
    if (this.draft?.pane !== pane) return [];
    const { kind, text } = this.draft;
    const { length } = this.draft.spots;
    if (kind === "freehand" && length < 2) return [];
    return [{ id: "", kind, spots: this.spots, text: kind === "text" ? text || "…" : "", words: TEXTS.drawing }];
  }
}

function isSeen(pane) {
  return pane.element.style.visibility !== "hidden";
}

function isSeenAt(pane, { x, y }) {
  const { box, covered } = pane;
  const isAcross = x >= box.x + covered.left && x <= box.x + box.width - covered.right;
  return isSeen(pane) && isAcross && y >= box.y + covered.top && y <= box.y + box.height - covered.bottom;
}

function extentOf(spots) {
  const span = (axis) => Math.max(...spots.map((spot) => spot[axis])) - Math.min(...spots.map((spot) => spot[axis]));
  return Math.hypot(span(0), span(1));
}
