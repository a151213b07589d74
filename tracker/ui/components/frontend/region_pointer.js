import { watchGestures } from "./gestures.js";
import { isWithin } from "./places.js";
import { DOUBLE_TAP_ZOOM } from "./viewport.js";

/** Mouse, touch and pen in the region editor: what was pressed decides what a drag or tap does. */

/** @typedef {import("./gestures.js").Point} Point */

export class RegionPointer {
  /** @param {import("./regions.js").RegionEditor} editor */
  constructor(editor) {
    this.editor = editor;
    /** The element under the pointer when it came down. @type {Element} */
    this.pressed = editor.stage;
    watchGestures(editor.stage, {
      press: (point, event) => this.press(point, event),
      tap: (point) => this.tap(point),
      doubleTap: (point) => this.doubleTap(point),
      zoom: (factor, point) => {
        editor.zoom(factor, point);
        editor.draw();
      },
      pan: (dx, dy) => editor.pan(dx, dy),
    });
    editor.stage.addEventListener("pointermove", (event) => this.hover(event));
  }

  /** @param {Point} point @param {PointerEvent} event */
  press(point, event) {
    const { editor } = this;
    this.pressed = event.target;
    editor.caret = null;
    (this.pressed.closest("[tabindex]") ?? editor.stage).focus({ preventScroll: true });
    const panning = { move: (_, dx, dy) => editor.pan(dx, dy) };
    if (event.button === 1) return panning;
    const start = editor.spotAt(point);
    const drag = this.dragOfGrip(start) ?? editor.tool.drag(start, this.pressed);
    return drag ? this.withDrawing(drag) : panning;
  }

  /** The same drag in spots of the photo instead of points of the stage, drawn after each step. */
  withDrawing(drag) {
    const { editor } = this;
    const drawn = (deed) => (point) => {
      deed(point && editor.spotAt(point));
      editor.draw();
    };
    return { move: drawn(drag.move), end: drawn(drag.end), cancel: drawn(drag.cancel) };
  }

  get pressedGrip() {
    const element = this.pressed.closest("[data-grip]");
    return element ? Number(element.dataset.grip) : null;
  }

  /** Taking a grip moves it by as much as the pointer, wherever within reach it was taken. */
  dragOfGrip(start) {
    const { editor } = this;
    const grip = editor.grips[this.pressedGrip];
    if (!grip) return null;
    const id = editor.idOfGrips;
    const pulled = (spot) => grip.pull([grip.at[0] + spot[0] - start[0], grip.at[1] + spot[1] - start[1]]);
    return {
      move: (spot) => editor.show({ id, shape: pulled(spot) }),
      end: (spot) => editor.keepPulled(id, pulled(spot)),
      cancel: () => editor.show(null),
    };
  }

  /** @param {Point} point */
  tap(point) {
    const { editor, pressedGrip } = this;
    const { draft } = editor.store;
    if (pressedGrip === 0 && draft.length > 2) editor.tool.finish?.();
    else if (pressedGrip === null && isWithin(point, editor.at)) editor.tool.place(editor.spotAt(point), this.pressed);
    else if (pressedGrip === null && !editor.tool.draws) editor.select(null);
    editor.draw();
  }

  /** Closes an outline; where nothing is being drawn, zooms. @param {Point} point */
  doubleTap(point) {
    const { editor } = this;
    if (editor.tool.draws && editor.store.draft.length > 2) editor.tool.finish?.();
    else if (editor.tool.draws) this.tap(point);
    else if (editor.view.zoom > 1) editor.showWhole();
    else editor.zoom(DOUBLE_TAP_ZOOM, point);
    editor.draw();
  }

  /** Leads a line from the last point to the mouse. @param {PointerEvent} event */
  hover(event) {
    const { editor } = this;
    if (event.buttons || event.pointerType === "touch" || !editor.tool.hover || !editor.at) return;
    const box = editor.stage.getBoundingClientRect();
    editor.tool.hover(editor.spotAt({ x: event.clientX - box.left, y: event.clientY - box.top }));
    editor.draw();
  }
}
