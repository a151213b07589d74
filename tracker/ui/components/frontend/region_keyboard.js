import { keepOn, shift } from "./shapes.js";
import { ZOOM_STEP } from "./viewport.js";

/** The keyboard in the region editor: everything that a pointer can do. */

const NUDGE_PX = { plain: 2, shift: 20 };
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const TOOL_KEYS = { v: "select", p: "polygon", e: "ellipse", r: "ruler" };

/** @typedef {(() => void) | undefined} Deed   what a key does; undefined leaves it to the page */

export class RegionKeyboard {
  /** @param {import("./regions.js").RegionEditor} editor */
  constructor(editor) {
    this.editor = editor;
    editor.root.addEventListener("keydown", (event) => this.press(event));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const deed = this.deedOf(event);
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation(); // single letters are shortcuts of the page as well
    deed();
    this.editor.draw();
  }

  /** @returns {Deed} */
  deedOf(event) {
    const { editor } = this;
    const { key } = event;
    if (event.altKey) return undefined;
    if (event.ctrlKey || event.metaKey) return this.wayBack(event);
    if (key === "+" || key === "=") return () => editor.zoomCentre(ZOOM_STEP);
    if (key === "-") return () => editor.zoomCentre(1 / ZOOM_STEP);
    if (key === "0") return () => editor.showWhole();
    if (key.toLowerCase() in TOOL_KEYS) return () => editor.setTool(TOOL_KEYS[key.toLowerCase()]);
    if (!editor.stage.contains(event.target)) return undefined;
    return key in ARROWS ? this.arrow(event) : this.editKey(event);
  }

  /** @returns {Deed} */
  wayBack({ key, shiftKey }) {
    const letter = key.toLowerCase();
    if (letter === "y" || (letter === "z" && shiftKey)) return () => this.editor.redo();
    return letter === "z" ? () => this.editor.undo() : undefined;
  }

  gripAt(target) {
    return this.editor.grips[target.closest("[data-grip]")?.dataset.grip];
  }

  /** Moves a point, the selected region, the keyboard's caret, or the zoomed picture. @returns {Deed} */
  arrow({ key, shiftKey, target }) {
    const { editor } = this;
    const step = NUDGE_PX[shiftKey ? "shift" : "plain"] * editor.scale;
    const [rows, columns] = ARROWS[key].map((sign) => sign * step);
    const grip = this.gripAt(target);
    if (grip) {
      const spot = [grip.at[0] + rows, grip.at[1] + columns];
      return () => editor.keepPulled(editor.idOfGrips, grip.pull(spot), true);
    }
    if (editor.tool.draws) return () => this.moveCaret(rows, columns);
    const region = editor.store.find(target.closest("[data-region]")?.dataset.region ?? editor.selected);
    if (region) return () => this.nudge(region, rows, columns);
    return editor.view.zoom > 1 ? () => editor.pan(-columns / editor.scale, -rows / editor.scale) : undefined;
  }

  nudge(region, rows, columns) {
    this.editor.selected = region.id;
    this.editor.keep(region.id, shift(region.shape, rows, columns, this.editor.photo), true);
  }

  /** The caret appears in the middle of what is seen. */
  moveCaret(rows, columns) {
    const { editor } = this;
    const { caret, pane } = editor;
    editor.caret = caret
      ? keepOn([caret[0] + rows, caret[1] + columns], editor.photo)
      : editor.spotAt({ x: pane.width / 2, y: pane.height / 2 });
    editor.tool.hover?.(editor.caret);
  }

  /** @returns {Deed} */
  editKey({ key, target }) {
    const { editor } = this;
    if (key === "Escape") return this.escape();
    if (editor.tool.draws) return this.drawKey(key, target);
    if (key === "Delete" || key === "Backspace") return () => this.removeAt(target);
    const id = target.closest("[data-region]")?.dataset.region;
    return id && (key === "Enter" || key === " ") ? () => editor.select(id) : undefined;
  }

  /** Space sets a spot at the caret; Enter finishes an outline, where there is one. @returns {Deed} */
  drawKey(key, target) {
    const { tool, caret } = this.editor;
    if (key === "Enter" && tool.finish) return () => tool.finish();
    if ((key === " " || key === "Enter") && caret) return () => tool.place(caret, target);
    return key === "Backspace" && tool.back ? () => tool.back() : undefined;
  }

  /** Takes away the focused point, otherwise the selected region. */
  removeAt(target) {
    const grip = this.gripAt(target);
    if (grip?.remove) this.editor.keep(this.editor.selected, grip.remove());
    else this.editor.deleteSelected();
  }

  /** Gives up what is being drawn, then a new shape, then the selection. @returns {Deed} */
  escape() {
    const { editor } = this;
    if (editor.tool.draws) return () => editor.tool.cancel();
    if (editor.store.fresh) return () => editor.deleteFresh();
    return editor.selected ? () => editor.select(null) : undefined;
  }
}
