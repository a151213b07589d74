import { checkRadio, showPicture, watchFullScreen, watchRadios, write, writeZoom } from "./controls.js";
import { gripsOf } from "./grips.js";
import { layOutOne, roomFor } from "./layout.js";
import { layPhoto, pointOver, spotUnder } from "./places.js";
import { RegionKeyboard } from "./region_keyboard.js";
import { RegionPicture } from "./region_picture.js";
import { RegionPointer } from "./region_pointer.js";
import { FRESH, RegionStore } from "./region_store.js";
import { EllipseTool, PolygonTool, RulerTool, SelectTool } from "./region_tools.js";
import { outlineOf, polygonOf, problemOf } from "./shapes.js";
import { _, translateMarkup, useTexts } from "./texts.js";
import { layOver, overlap, panBy, placePicture, WHOLE_PICTURE, ZOOM_STEP, zoomAbout } from "./viewport.js";

/**
 * The editor for regions on the reference photo.
 *
 * @typedef {import("./region_store.js").Region} Region
 * @typedef {{url: string, size: [number, number], height_px: number, regions: Region[],
 *   rings: {name: string, outlines: [number, number][][], is_proposed: boolean}[], heard: number, answered: number}} EditorData
 */

const TURNING_ARM_PX = 34;
const SHORTEST_RULER_PX = 2;

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
  spotAt(point) {
    return spotUnder(point, this.at, this.photo);
  }

  pointOf(spot) {
    return pointOver(spot, this.at, this.photo);
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
    layPhoto(this.stage.querySelector("img"), this.at, this.view.zoom);
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
    if (this.shown?.id === null) regions.push({ id: "", name: _("New region"), role: "new", shape: this.shown.shape });
    const draft = this.shownDraft;
    this.grips = this.findGrips(regions, draft);
    return {
      rings: this.data.rings.map(({ name, outlines, is_proposed: isProposed }) => ({
        name,
        isProposed,
        outlines: outlines.map((outline) => outline.map((spot) => this.pointOf(spot))),
      })),
      regions: regions.map(({ shape, ...region }) => ({
        ...region,
        hasArm: region.isSelected && shape.type === "ellipse",
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
    writeZoom(this.root, this.view.zoom);
    part(".undo").disabled = !this.store.past.length;
    part(".redo").disabled = !this.store.future.length;
    part(".delete").disabled = !this.selected;
    part(".drafting").hidden = !this.store.draft.length;
    part(".close").disabled = this.store.draft.length < 3;
    const status = part(".hint");
    write(status, this.message || this.tool.hint);
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

  /** What the grips on screen belong to: the outline in the making, or the selected region. */
  get idOfGrips() {
    return this.store.draft.length ? "draft" : this.selected;
  }

  keepPulled(id, shape, isOneOfMany = false) {
    if (id !== "draft") return this.keep(id, shape, isOneOfMany);
    this.shown = null;
    this.store.setDraft(shape.points);
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
    this.say(this.rulerPx < SHORTEST_RULER_PX ? _("The two points are too close together: measure again.") : "");
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
    if (this.selected === FRESH) this.deleteFresh();
    else if (this.selected) this.store.tell({ kind: "delete", id: this.selected });
  }

  deleteFresh() {
    this.store.discardFresh();
    if (this.selected === FRESH) this.selected = null;
  }

  undo() {
    this.turn(() => this.store.undo());
  }

  redo() {
    this.turn(() => this.store.redo());
  }

  turn(step) {
    this.say("");
    step();
    if (this.store.draft.length) this.toolName = "polygon";
    if (!this.store.find(this.selected)) this.selected = null;
  }

  // ---- looking ------------------------------------------------------------------------------

  zoom(factor, point) {
    this.view = zoomAbout(this.view, factor, point, this.pane, this.photo);
  }

  zoomCentre(factor) {
    this.zoom(factor, { x: this.pane.width / 2, y: this.pane.height / 2 });
  }

  pan(dx, dy) {
    this.view = panBy(this.view, dx, dy, this.pane, this.photo);
    this.draw();
  }

  showWhole() {
    this.view = WHOLE_PICTURE;
  }

  // ---- watching -----------------------------------------------------------------------------

  watch() {
    const on = (selector, deed) =>
      this.root.querySelector(selector).addEventListener("click", () => {
        deed();
        this.draw();
      });
    on(".undo", () => this.undo());
    on(".redo", () => this.redo());
    on(".delete", () => this.deleteSelected());
    on(".zoom-out", () => this.zoomCentre(1 / ZOOM_STEP));
    on(".zoom-in", () => this.zoomCentre(ZOOM_STEP));
    on(".zoom-value", () => this.showWhole());
    on(".close", () => this.tools.polygon.finish());
    on(".back", () => this.tools.polygon.back());
    on(".cancel", () => this.tools.polygon.cancel());
    watchRadios(this.root.querySelector(".tools"), (name) => {
      this.setTool(name);
      this.draw();
    });
    watchFullScreen(this.root, this.root.querySelector(".full-screen"), () => this.draw());
    this.pointer = new RegionPointer(this);
    this.keyboard = new RegionKeyboard(this);
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.stage);
  }
}

/** @type {WeakMap<HTMLElement, RegionEditor>} */
const editors = new WeakMap();

/** Called at each rerun with fresh data; what is being drawn, the tool and the zoom stay. */
export default function editRegions({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".regions");
  if (!editors.has(root)) {
    useTexts(data.texts);
    translateMarkup(root);
    editors.set(root, new RegionEditor(root));
  }
  const editor = editors.get(root);
  editor.send = (event) => setTriggerValue("event", event);
  editor.update(data);
  return () => editor.resizes.disconnect();
}
