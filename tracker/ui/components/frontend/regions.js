import { checkRadio, showPicture, watchFullScreen, watchRadios } from "./controls.js";
import { distance, watchGestures } from "./gestures.js";
import { gripsOf } from "./grips.js";
import { layOutOne, roomFor } from "./layout.js";
import { RegionPicture } from "./region_picture.js";
import { FRESH, RegionStore } from "./region_store.js";
import { EllipseTool, PolygonTool, RulerTool, SelectTool } from "./region_tools.js";
import { keepOn, outlineOf, polygonOf, problemOf, shift } from "./shapes.js";
import { layOver, overlap, panBy, placePicture, WHOLE_PICTURE, zoomAbout } from "./viewport.js";

/**
 * The editor for regions on the reference photo.
 *
 * @typedef {import("./region_store.js").Region} Region
 * @typedef {{url: string, size: [number, number], height_px: number, regions: Region[],
 *   heard: number, answered: number}} EditorData
 */

const ZOOM_STEP = 1.5;
const DOUBLE_TAP_ZOOM = 3;
const NUDGE_PX = { plain: 2, shift: 20 };
const TURNING_ARM_PX = 34;
const SHORTEST_RULER_PX = 2;
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const TOOL_KEYS = { v: "select", p: "polygon", e: "ellipse", r: "ruler" };

export class RegionEditor {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector(".stage");
    this.picture = new RegionPicture(this.stage);
    this.store = new RegionStore((event) => this.send(event));
    this.tools = {
      select: new SelectTool(this),
      polygon: new PolygonTool(this),
      ellipse: new EllipseTool(this),
      ruler: new RulerTool(this),
    };
    this.toolName = "select";
    this.view = WHOLE_PICTURE;
    this.selected = null;
    /** A shape while it is being dragged: {id, shape}, id null for one that is being drawn. */
    this.shown = null;
    this.ruler = null;
    this.caret = null;
    this.rubber = null;
    this.message = "";
    this.watch();
  }

  get tool() {
    return this.tools[this.toolName];
  }

  /** Takes what Python hands over; tool, zoom and selection stay. @param {EditorData} data */
  update(data) {
    if (data.url !== this.data?.url) {
      this.selected = null;
      this.ruler = null;
    }
    this.data = data;
    this.photo = { width: data.size[0], height: data.size[1] };
    this.store.update(data.regions, data.heard, data.answered);
    if (this.selected === FRESH && !this.store.fresh) this.selected = this.store.named;
    if (this.selected && !this.store.find(this.selected)) this.selected = null;
    const image = this.stage.querySelector("img");
    const load = () => showPicture(this.stage, image, data.url, () => this.draw());
    this.root.querySelector(".retry").onclick = load;
    load();
    this.draw();
  }

  // ---- places -------------------------------------------------------------------------------

  /** @returns {[number, number]} row and column under a point of the stage */
  spotAt({ x, y }) {
    const { at } = this;
    return keepOn(
      [((y - at.y) / at.height) * this.photo.height, ((x - at.x) / at.width) * this.photo.width],
      this.photo,
    );
  }

  pointOf([row, column]) {
    const { at } = this;
    return {
      x: at.x + (column / this.photo.width) * at.width,
      y: at.y + (row / this.photo.height) * at.height,
    };
  }

  /** Px of the original in one px of the screen. */
  get scale() {
    return this.photo.width / this.at.width;
  }

  // ---- drawing ------------------------------------------------------------------------------

  draw() {
    if (!this.data || !this.stage.clientWidth) return;
    const isFull = this.root.classList.contains("is-full-screen");
    if (isFull) this.stage.style.height = "";
    const { height, boxes } = layOutOne(roomFor(this.stage, this.data.height_px, isFull), this.photo);
    if (!isFull) this.stage.style.height = `${height}px`;
    [this.pane] = boxes;
    this.at = placePicture(this.view, this.pane, this.photo);
    const image = this.stage.querySelector("img");
    image.style.width = `${this.at.width / this.view.zoom}px`;
    image.style.height = `${this.at.height / this.view.zoom}px`;
    image.style.transform = `translate(${this.at.x}px, ${this.at.y}px) scale(${this.view.zoom})`;
    layOver(this.stage.querySelector(".frame"), overlap(this.at, this.pane));
    this.stage.dataset.tool = this.toolName;
    this.stage.classList.toggle("is-zoomed", this.view.zoom > 1);
    this.picture.draw(this.describe());
    this.drawControls();
  }

  /** @returns {import("./region_picture.js").Scene} */
  describe() {
    const regions = this.store.regions.map((region) => ({
      ...region,
      shape: this.shown?.id === region.id ? this.shown.shape : region.shape,
      isSelected: region.id === this.selected,
    }));
    if (this.shown?.id === null) regions.push({ id: "", name: "New region", role: "new", shape: this.shown.shape });
    const draft = this.shownDraft;
    this.grips = this.findGrips(regions, draft);
    return {
      regions: regions.map(({ shape, ...region }) => ({
        ...region,
        points: outlineOf(shape).map((spot) => this.pointOf(spot)),
      })),
      draft: [...draft, ...(this.rubber && draft.length ? [this.rubber] : [])].map((spot) => this.pointOf(spot)),
      grips: this.grips.map((grip) => ({ ...grip, point: this.pointOf(grip.at) })),
      ruler: this.ruler && { points: this.ruler.map((spot) => this.pointOf(spot)), text: this.rulerText },
      caret: this.caret && this.tool.draws ? this.pointOf(this.caret) : null,
    };
  }

  get shownDraft() {
    return this.shown?.id === "draft" ? this.shown.shape.points : this.store.draft;
  }

  /** The points being drawn, or the grips of the selected region. */
  findGrips(regions, draft) {
    if (draft.length) return gripsOf(polygonOf(draft), this.photo, 0).filter(({ kind }) => kind === "point");
    const region = this.toolName === "select" && regions.find(({ isSelected }) => isSelected);
    return region ? gripsOf(region.shape, this.photo, TURNING_ARM_PX * this.scale) : [];
  }

  get rulerPx() {
    const [[r0, c0], [r1, c1]] = this.ruler;
    return Math.hypot(r1 - r0, c1 - c0);
  }

  get rulerText() {
    return `${Math.round(this.rulerPx)} px`;
  }

  drawControls() {
    const part = (selector) => this.root.querySelector(selector);
    checkRadio(part(".tools"), this.toolName);
    const zoom = `${this.view.zoom.toFixed(1)} ×`;
    part(".zoom-value").textContent = zoom;
    part(".zoom-value").setAttribute("aria-label", `Zoom ${zoom}, show the whole picture`);
    part(".undo").disabled = !this.store.past.length;
    part(".redo").disabled = !this.store.future.length;
    part(".delete").disabled = !this.selected;
    part(".drafting").hidden = !this.store.draft.length;
    part(".close").disabled = this.store.draft.length < 3;
    const status = part(".hint");
    const words = this.message || this.tool.hint;
    if (status.textContent !== words) status.textContent = words;
    status.dataset.level = this.message ? "warning" : "hint";
  }

  // ---- what tools ask for -------------------------------------------------------------------

  /** @param {string} sentence a warning; empty takes it back */
  say(sentence) {
    this.message = sentence;
  }

  /** Shows a shape while it is dragged. */
  show(shown) {
    this.shown = shown;
  }

  /** Keeps a dragged or nudged shape, or says why not. */
  keep(id, shape, isOneOfMany = false) {
    this.shown = null;
    this.say(problemOf(shape));
    if (!this.message) this.store.edit(id, shape, isOneOfMany);
  }

  /** A shape is drawn: it waits on screen for its name. */
  finish(shape) {
    this.say(problemOf(shape));
    if (this.message) return;
    this.rubber = null;
    this.store.finish(shape);
    this.setTool("select");
    this.selected = FRESH;
  }

  /** @param {string | null} id none falls back to a new shape that still waits for its name */
  select(id) {
    const { fresh } = this.store;
    const next = id ?? (fresh ? FRESH : null);
    if (next === this.selected) return;
    this.selected = next;
    this.say("");
    this.store.tell(next === FRESH ? { kind: "drawn", id: "", shape: fresh } : { kind: "selected", id: next ?? "" });
  }

  measure(first, second) {
    this.ruler = [first, second];
  }

  reportRuler() {
    this.say(this.rulerPx < SHORTEST_RULER_PX ? "The two points are too close together: measure again." : "");
    if (this.message) this.ruler = null;
    else this.store.tell({ kind: "ruler", id: "", length_px: this.rulerPx });
  }

  setTool(name) {
    if (name === this.toolName) return;
    this.tool.cancel?.();
    this.toolName = name;
    this.rubber = null;
    this.caret = null;
    this.say("");
  }

  /** Asks Python to delete a stored region; a new one goes at once. */
  deleteSelected() {
    if (this.selected === FRESH) this.store.discardFresh();
    else if (this.selected) this.store.tell({ kind: "delete", id: this.selected });
    this.selected = this.store.find(this.selected) ? this.selected : null;
  }

  zoom(factor, point) {
    this.view = zoomAbout(this.view, factor, point, this.pane, this.photo);
  }

  zoomCentre(factor) {
    this.zoom(factor, { x: this.pane.width / 2, y: this.pane.height / 2 });
  }

  // ---- watching -----------------------------------------------------------------------------

  watch() {
    const on = (selector, deed) =>
      this.root.querySelector(selector).addEventListener("click", () => {
        deed();
        this.draw();
      });
    on(".undo", () => this.turnBack(() => this.store.undo()));
    on(".redo", () => this.turnBack(() => this.store.redo()));
    on(".delete", () => this.deleteSelected());
    on(".zoom-out", () => this.zoomCentre(1 / ZOOM_STEP));
    on(".zoom-in", () => this.zoomCentre(ZOOM_STEP));
    on(".zoom-value", () => (this.view = WHOLE_PICTURE));
    on(".close", () => this.tools.polygon.finish());
    on(".back", () => this.tools.polygon.back());
    on(".cancel", () => this.tools.polygon.cancel());
    watchRadios(this.root.querySelector(".tools"), (name) => {
      this.setTool(name);
      this.draw();
    });
    watchFullScreen(this.root, this.root.querySelector(".full-screen"), () => this.draw());
    this.watchStage();
    this.root.addEventListener("keydown", (event) => this.pressKey(event));
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.stage);
  }

  watchStage() {
    watchGestures(this.stage, {
      press: (point, event) => this.press(point, event),
      tap: (point) => this.tap(point),
      doubleTap: (point) => this.doubleTap(point),
      zoom: (factor, point) => {
        this.zoom(factor, point);
        this.draw();
      },
      pan: (dx, dy) => this.pan(dx, dy),
    });
    this.stage.addEventListener("pointermove", (event) => this.hover(event));
  }

  pan(dx, dy) {
    this.view = panBy(this.view, dx, dy, this.pane, this.photo);
    this.draw();
  }

  press(point, event) {
    this.pressed = event.target;
    this.caret = null;
    const focusable = event.target.closest("[tabindex]") ?? this.stage;
    focusable.focus({ preventScroll: true });
    const panning = { move: (_, dx, dy) => this.pan(dx, dy) };
    if (event.button === 1) return panning;
    const start = this.spotAt(point);
    const drag = this.dragOfGrip(start) ?? this.tool.drag(start, this.pressed);
    if (!drag) return panning;
    const redrawn = (deed) => (...given) => {
      deed(...given);
      this.draw();
    };
    return {
      move: redrawn((at) => drag.move(this.spotAt(at))),
      end: redrawn((at) => drag.end(this.spotAt(at))),
      cancel: redrawn(() => drag.cancel()),
    };
  }

  get pressedGrip() {
    const element = this.pressed.closest("[data-grip]");
    return element ? Number(element.dataset.grip) : null;
  }

  /** Taking a grip moves it by as much as the pointer, wherever within reach it was taken. */
  dragOfGrip(start) {
    const grip = this.grips[this.pressedGrip];
    if (!grip) return null;
    const id = this.store.draft.length ? "draft" : this.selected;
    const pulled = (spot) => grip.pull([grip.at[0] + spot[0] - start[0], grip.at[1] + spot[1] - start[1]]);
    return {
      move: (spot) => this.show({ id, shape: pulled(spot) }),
      end: (spot) => this.keepPulled(id, pulled(spot)),
      cancel: () => this.show(null),
    };
  }

  keepPulled(id, shape, isOneOfMany = false) {
    if (id !== "draft") return this.keep(id, shape, isOneOfMany);
    this.shown = null;
    this.store.setDraft(shape.points);
  }

  tap(point) {
    const isOnDraft = this.pressedGrip !== null && this.store.draft.length > 0;
    if (isOnDraft && this.pressedGrip === 0 && this.store.draft.length > 2) this.tool.finish?.();
    else if (this.pressedGrip === null && this.isOnPicture(point)) this.tool.place(this.spotAt(point), this.pressed);
    else if (this.pressedGrip === null && !this.tool.draws) this.select(null);
    this.draw();
  }

  isOnPicture({ x, y }) {
    const { at } = this;
    return x >= at.x && y >= at.y && x <= at.x + at.width && y <= at.y + at.height;
  }

  /** Closes an outline; where nothing is being drawn, zooms. */
  doubleTap(point) {
    if (this.tool.draws && this.store.draft.length > 2) this.tool.finish?.();
    else if (this.tool.draws) return this.tap(point);
    else if (this.view.zoom > 1) this.view = WHOLE_PICTURE;
    else this.zoom(DOUBLE_TAP_ZOOM, point);
    this.draw();
  }

  hover(event) {
    if (event.buttons || event.pointerType === "touch" || !this.tool.hover || !this.at) return;
    const box = this.stage.getBoundingClientRect();
    this.tool.hover(this.spotAt({ x: event.clientX - box.left, y: event.clientY - box.top }));
    this.draw();
  }

  // ---- keyboard -----------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  pressKey(event) {
    const deed = this.deedOf(event);
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation(); // single letters are shortcuts of the page as well
    deed();
    this.draw();
  }

  /** @returns {(() => void) | undefined} */
  deedOf(event) {
    const { key } = event;
    if (event.altKey) return undefined;
    if (event.ctrlKey || event.metaKey) return this.wayBack(event);
    if (key === "+" || key === "=") return () => this.zoomCentre(ZOOM_STEP);
    if (key === "-") return () => this.zoomCentre(1 / ZOOM_STEP);
    if (key === "0") return () => (this.view = WHOLE_PICTURE);
    if (key.toLowerCase() in TOOL_KEYS) return () => this.setTool(TOOL_KEYS[key.toLowerCase()]);
    if (!this.stage.contains(event.target)) return undefined;
    return key in ARROWS ? this.arrow(event) : this.editKey(event);
  }

  wayBack({ key, shiftKey }) {
    if (key.toLowerCase() === "y") return () => this.turnBack(() => this.store.redo());
    if (key.toLowerCase() !== "z") return undefined;
    return () => this.turnBack(() => (shiftKey ? this.store.redo() : this.store.undo()));
  }

  turnBack(step) {
    this.say("");
    step();
    if (this.store.draft.length) this.toolName = "polygon";
    if (!this.store.find(this.selected)) this.selected = null;
  }

  /** Moves a point, the selected region, or the keyboard's caret. */
  arrow({ key, shiftKey, target }) {
    const step = NUDGE_PX[shiftKey ? "shift" : "plain"] * this.scale;
    const [rows, columns] = ARROWS[key].map((sign) => sign * step);
    const grip = this.grips[target.closest("[data-grip]")?.dataset.grip];
    if (grip) return () => this.nudgeGrip(grip, rows, columns);
    if (this.tool.draws) return () => this.moveCaret(rows, columns);
    const region = this.store.find(target.closest("[data-region]")?.dataset.region ?? this.selected);
    if (!region) return this.view.zoom > 1 ? () => this.pan(-columns / this.scale, -rows / this.scale) : undefined;
    return () => {
      this.selected = region.id;
      this.keep(region.id, shift(region.shape, rows, columns, this.photo), true);
    };
  }

  nudgeGrip(grip, rows, columns) {
    const id = this.store.draft.length ? "draft" : this.selected;
    this.keepPulled(id, grip.pull([grip.at[0] + rows, grip.at[1] + columns]), true);
  }

  moveCaret(rows, columns) {
    const centre = this.spotAt({ x: this.pane.width / 2, y: this.pane.height / 2 });
    const [row, column] = this.caret ?? centre;
    this.caret = this.caret ? keepOn([row + rows, column + columns], this.photo) : centre;
    this.tool.hover?.(this.caret);
  }

  editKey({ key, target }) {
    if (key === "Escape") return this.escape();
    if (this.tool.draws) return this.drawKey(key, target);
    if (key === "Delete" || key === "Backspace") return () => this.removeAt(target);
    const id = target.closest("[data-region]")?.dataset.region;
    return id && (key === "Enter" || key === " ") ? () => this.select(id) : undefined;
  }

  drawKey(key, target) {
    const isOnFirst = target.closest("[data-grip]")?.dataset.grip === "0";
    if (key === "Enter" && isOnFirst) return () => this.tool.finish?.();
    if (key === " " && this.caret) return () => this.tool.place(this.caret, target);
    if (key === "Enter" && this.tool.finish) return () => this.tool.finish();
    if (key === "Enter" && this.caret) return () => this.tool.place(this.caret, target);
    return key === "Backspace" ? () => this.tool.back?.() : undefined;
  }

  /** Takes away the focused point, otherwise the selected region. */
  removeAt(target) {
    const grip = this.grips[target.closest("[data-grip]")?.dataset.grip];
    if (grip?.remove) this.keep(this.selected, grip.remove());
    else this.deleteSelected();
  }

  /** Gives up what is being drawn, then a new shape, then the selection. */
  escape() {
    if (this.tool.draws) return () => this.tool.cancel();
    if (this.selected === FRESH) return () => this.deleteSelected();
    return this.selected ? () => this.select(null) : undefined;
  }
}

/** @type {WeakMap<HTMLElement, RegionEditor>} */
const editors = new WeakMap();

/** Called at each rerun with fresh data; what is being drawn, the tool and the zoom stay. */
export default function editRegions({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".regions");
  if (!editors.has(root)) editors.set(root, new RegionEditor(root));
  const editor = editors.get(root);
  editor.send = (event) => setTriggerValue("event", event);
  editor.update(data);
  return () => editor.resizes.disconnect();
}
