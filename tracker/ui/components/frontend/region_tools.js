import { ellipseBetween, polygonOf, shift } from "./shapes.js";
import { _ } from "./texts.js";

/**
 * The tools of the region editor. All work by taps alone (or by the keyboard, which taps at its
 * caret); ellipse, ruler and moving a region work by dragging as well.
 *
 * @typedef {[number, number]} Spot       row, column in px of the upright original
 * @typedef {object} Tool
 * @property {string} hint
 * @property {boolean} draws              a caret for the keyboard, a cross for the mouse
 * @property {(spot: Spot, target: Element) => void} place   a tap
 * @property {(spot: Spot, target: Element) => ({move: (spot: Spot) => void, end: (spot: Spot) => void,
 *   cancel: () => void} | null)} drag
 * @property {(spot: Spot) => void} [hover]
 */

/** @typedef {import("./regions.js").RegionEditor} RegionEditor */

/** @param {Element} target */
const regionAt = (target) => target.closest("[data-region]")?.dataset.region ?? null;

/** @implements {Tool} */
export class SelectTool {
  hint = _("Select a region to move it or its points; arrow keys nudge it.");
  draws = false;

  /** @param {RegionEditor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  place(_, target) {
    this.editor.select(regionAt(target));
  }

  /** Moves the region under the pointer. */
  drag(start, target) {
    const { editor } = this;
    const region = editor.store.find(regionAt(target));
    if (!region) return null;
    const moved = (spot) => shift(region.shape, spot[0] - start[0], spot[1] - start[1], editor.photo);
    return {
      move: (spot) => {
        editor.selected = region.id;
        editor.show({ id: region.id, shape: moved(spot) });
      },
      end: (spot) => editor.keep(region.id, moved(spot)),
      cancel: () => editor.show(null),
    };
  }
}

/** @implements {Tool} */
export class PolygonTool {
  hint = _("Set point after point; close the outline on its first point, with Enter or a double click.");
  draws = true;

  /** @param {RegionEditor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  place(spot) {
    const { draft } = this.editor.store;
    this.editor.store.setDraft([...draft, spot]);
    this.editor.say("");
  }

  drag() {
    return null;
  }

  hover(spot) {
    this.editor.rubber = this.editor.store.draft.length ? spot : null;
  }

  finish() {
    const { store } = this.editor;
    if (store.draft.length) this.editor.finish(polygonOf(store.draft));
  }

  cancel() {
    this.editor.store.setDraft([]);
  }

  back() {
    this.editor.store.setDraft(this.editor.store.draft.slice(0, -1));
  }
}

/** Two spots, by a drag or by two taps. */
class TwoSpotTool {
  draws = true;

  /** @param {RegionEditor} editor */
  constructor(editor) {
    this.editor = editor;
    this.first = null;
  }

  place(spot) {
    if (this.first) this.settle(this.first, spot);
    else this.first = spot;
    this.editor.say("");
  }

  drag(start) {
    return {
      move: (spot) => this.preview(start, spot),
      end: (spot) => this.settle(start, spot),
      cancel: () => this.cancel(),
    };
  }

  hover(spot) {
    if (this.first) this.preview(this.first, spot);
  }

  settle(first, second) {
    this.first = null;
    this.editor.show(null);
    this.take(first, second);
  }

  cancel() {
    this.first = null;
    this.editor.show(null);
  }
}

/** @implements {Tool} */
export class EllipseTool extends TwoSpotTool {
  hint = _("Drag from corner to corner, or tap two corners; then resize or turn it by its grips.");

  preview(first, second) {
    this.editor.show({ id: null, shape: ellipseBetween(first, second) });
  }

  take(first, second) {
    this.editor.finish(ellipseBetween(first, second));
  }
}

/** @implements {Tool} */
export class RulerTool extends TwoSpotTool {
  hint = _("Drag or tap between two spots whose real distance you know, to set the scale.");

  preview(first, second) {
    this.editor.measure(first, second);
  }

  take(first, second) {
    this.editor.measure(first, second);
    this.editor.reportRuler();
  }

  cancel() {
    super.cancel();
    this.editor.ruler = null;
  }
}
