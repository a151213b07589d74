import { showPicture, write } from "./controls.js";
import { Flicker, repeatWhileHeld } from "./lay_buttons.js";
import { LayHistory } from "./lay_history.js";
import { watchLayKeys } from "./lay_keys.js";
import { drawGrips, watchLayPointers } from "./lay_pointer.js";
import { layOutOne } from "./layout.js";
import { layPhoto } from "./places.js";
import { layLaid, placeUnder, shifted, turnedAbout } from "./similarity.js";
import { _, translateMarkup, useTexts } from "./texts.js";
import { panBy, placePicture, WHOLE_PICTURE, ZOOM_STEP, zoomAbout } from "./viewport.js";

/**
 * A photo laid half transparent over its reference, to be moved, turned and scaled.
 *
 * @typedef {import("./pair_photo.js").MarkedPhoto} MarkedPhoto
 * @typedef {import("./similarity.js").Similarity} Similarity
 * @typedef {{reference: MarkedPhoto, moving: MarkedPhoto, start: Similarity, mm_per_px: number,
 *   is_scale_measured: boolean, height_px: number, texts?: Record<string, string>}} LayData
 */

const LAY_SHARE = 0.6; // of the window's height, so that the buttons are on the screen as well
const STEP = { px: 1, degrees: 0.1, factor: 1.001 };
const COARSE = 10;
const SPEAK_AFTER_MS = 700;
const LAY_BY_TOUCH = matchMedia("(pointer: coarse)").matches;

export class LayOver {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    translateMarkup(root);
    this.stage = root.querySelector(".stage");
    this.layers = [...root.querySelectorAll(".layer")];
    this.images = this.layers.map((layer) => layer.querySelector("img"));
    this.slider = root.querySelector(".opacity input");
    this.flicker = new Flicker(root.querySelector(".flicker"), () => this.drawOpacity());
    this.view = WHOLE_PICTURE;
    this.movesView = false;
    this.pulled = null;
    this.watch();
  }

  /** Takes what Python hands over; what was moved since stays. @param {LayData} data */
  update(data) {
    const start = JSON.stringify([data.reference.url, data.moving.url, data.start]);
    if (start !== this.start) {
      this.start = start;
      this.history = new LayHistory(data.start);
      this.view = WHOLE_PICTURE;
    }
    this.isSaving = false;
    this.data = data;
    const photos = [data.reference, data.moving];
    this.sizes = photos.map(({ full_size: [width, height] }) => ({ width, height }));
    photos.forEach((photo, index) => (this.images[index].alt = photo.alt));
    const lines = [data.moving.title_lines.join(", "), data.reference.title_lines.join(", ")];
    this.root.querySelector(".title").replaceChildren(...lines.map(laidLine));
    this.load();
    this.draw();
  }

  load() {
    const urls = [this.data.reference.url, this.data.moving.url];
    this.layers.forEach((layer, index) => showPicture(layer, this.images[index], urls[index], () => this.draw()));
  }

  get laid() {
    return this.history.now;
  }

  // ---- drawing ------------------------------------------------------------------------------

  draw() {
    if (!this.data || !this.stage.clientWidth) return;
    const height = Math.max(200, Math.min(this.data.height_px, LAY_SHARE * innerHeight));
    const room = { width: this.stage.clientWidth, height, isFilled: false };
    const layout = layOutOne(room, this.sizes[0]);
    this.stage.style.height = `${layout.height}px`;
    [this.pane] = layout.boxes;
    this.at = placePicture(this.view, this.pane, this.sizes[0]);
    layPhoto(this.images[0], this.at, this.view.zoom);
    layLaid(this.images[1], this.laid, this.sizes[1], this.at, this.sizes[0], this.view.zoom);
    for (const layer of this.layers) layer.querySelector(".frame").style.inset = "0";
    drawGrips(this);
    this.drawOpacity();
    this.drawControls();
  }

  drawOpacity() {
    const share = { photo: 1, reference: 0, "": Number(this.slider.value) / 100 }[this.flicker.alone];
    this.images[1].style.opacity = String(share);
    this.slider.setAttribute("aria-valuetext", _("{share} %", { share: this.slider.value }));
  }

  drawControls() {
    const part = (selector) => this.root.querySelector(selector);
    part(".undo").disabled = !this.history.past.length;
    part(".redo").disabled = !this.history.future.length;
    part(".reset").disabled = JSON.stringify(this.laid) === JSON.stringify(this.data.start);
    part(".save").disabled = this.isSaving;
    part(".move-view").setAttribute("aria-pressed", String(this.movesView));
    this.root.dataset.moves = this.movesView ? "view" : "photo";
    const zoom = `${this.view.zoom.toFixed(1)} ×`;
    write(part(".zoom-value"), zoom);
    part(".zoom-value").setAttribute("aria-label", _("Zoom {zoom}, show the whole picture", { zoom }));
    write(part(".hint"), this.hint);
    for (const [name, value] of Object.entries(this.values)) write(part(`[data-value=${name}]`), value);
  }

  get hint() {
    if (this.movesView) return _("Drag and pinch move the view now; the photo stays where it is.");
    if (LAY_BY_TOUCH) {
      return _("Drag with one finger, turn and scale with two. The buttons and the round grips do it as well.");
    }
    return _(
      "Drag the photo until its skin lies on the same skin of the reference. The round grips turn and scale it. Keys: arrows, E and R, + and −, F to flicker.",
    );
  }

  /** Where the photo lies, in words. */
  get values() {
    const { row, column, turn, scale } = this.laid;
    const [there, here] = this.sizes.map((size) => Math.max(size.width, size.height));
    return {
      right: this.inBoth(column),
      down: this.inBoth(row),
      turn: _("{degrees}°", { degrees: turn.toFixed(1) }),
      size: _("{share} %", { share: ((100 * scale * here) / there).toFixed(1) }),
    };
  }

  /** A length in mm and in px of the reference. */
  inBoth(length) {
    const { mm_per_px: mmPerPx, is_scale_measured: isMeasured } = this.data;
    const inBoth = { mm: (length * mmPerPx).toFixed(1), px: length.toFixed(1) };
    return isMeasured ? _("{mm} mm ({px} px)", inBoth) : _("about {mm} mm ({px} px)", inBoth);
  }

  /** Tells a screen reader where the photo lies, once it rests. */
  speak() {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(
      () =>
        write(
          this.root.querySelector(".spoken"),
          _("Right {right}, down {down}, clockwise {turn}, size {size}.", this.values),
        ),
      SPEAK_AFTER_MS,
    );
  }

  // ---- moving the photo -----------------------------------------------------------------------

  /** @param {Similarity} next @param {string} run steps of the same run are undone at once */
  change(next, run = "") {
    this.history.change(next, run);
    this.speak();
    this.draw();
  }

  /** One fine step, ten times as far when coarse. */
  nudge(name, isCoarse, run = "") {
    const times = isCoarse ? COARSE : 1;
    const far = STEP.px * times;
    const next = {
      left: () => shifted(this.laid, 0, -far),
      right: () => shifted(this.laid, 0, far),
      up: () => shifted(this.laid, -far, 0),
      down: () => shifted(this.laid, far, 0),
      back: () => this.turned(-STEP.degrees * times, 1),
      turn: () => this.turned(STEP.degrees * times, 1),
      smaller: () => this.turned(0, STEP.factor ** -times),
      larger: () => this.turned(0, STEP.factor ** times),
    }[name]();
    this.change(next, run);
  }

  /** Turned and scaled about what stands in the middle of the stage. */
  turned(degrees, factor, from = this.laid) {
    return turnedAbout(from, placeUnder(this.middle, this.at, this.sizes[0]), degrees, factor);
  }

  get middle() {
    return { x: this.pane.width / 2, y: this.pane.height / 2 };
  }

  shiftBy(dx, dy, run) {
    const scale = this.sizes[0].width / this.at.width;
    this.change(shifted(this.laid, dy * scale, dx * scale), run);
  }

  /** Two fingers: the photo follows both, or the view does. */
  pinch({ factor, degrees, from, to }) {
    if (this.movesView) {
      this.zoom(factor, to);
      this.pan(to.x - from.x, to.y - from.y);
      return;
    }
    const turned = turnedAbout(this.laid, placeUnder(from, this.at, this.sizes[0]), degrees, factor);
    const scale = this.sizes[0].width / this.at.width;
    this.change(shifted(turned, (to.y - from.y) * scale, (to.x - from.x) * scale), "pinch");
  }

  // ---- moving the view ------------------------------------------------------------------------

  zoom(factor, point = this.middle) {
    this.view = zoomAbout(this.view, factor, point, this.pane, this.sizes[0]);
    this.draw();
  }

  pan(dx, dy) {
    this.view = panBy(this.view, dx, dy, this.pane, this.sizes[0]);
    this.draw();
  }

  showWhole() {
    this.view = WHOLE_PICTURE;
    this.draw();
  }

  toggleView() {
    this.movesView = !this.movesView;
    this.draw();
  }

  // ---- the rest -------------------------------------------------------------------------------

  undo() {
    this.history.undo();
    this.speak();
    this.draw();
  }

  redo() {
    this.history.redo();
    this.speak();
    this.draw();
  }

  save() {
    this.isSaving = true;
    this.draw();
    const { row, column, turn, scale } = this.laid;
    this.send({ kind: "save", shift_rc: [row, column], turn_deg: turn, scale });
  }

  watch() {
    const on = (selector, deed) => this.root.querySelector(selector).addEventListener("click", deed);
    on(".zoom-out", () => this.zoom(1 / ZOOM_STEP));
    on(".zoom-in", () => this.zoom(ZOOM_STEP));
    on(".zoom-value", () => this.showWhole());
    on(".move-view", () => this.toggleView());
    on(".undo", () => this.undo());
    on(".redo", () => this.redo());
    on(".reset", () => this.change(this.data.start));
    on(".cancel", () => this.send({ kind: "cancel" }));
    on(".save", () => this.save());
    for (const retry of this.root.querySelectorAll(".retry")) retry.addEventListener("click", () => this.load());
    this.slider.addEventListener("input", () => this.drawOpacity());
    for (const button of this.root.querySelectorAll("[data-nudge]")) {
      const { nudge } = button.dataset;
      repeatWhileHeld(button, (isCoarse) => this.nudge(nudge, isCoarse, `held ${nudge}`), () => this.history.pause());
    }
    // a ring around what has the focus helps whoever uses keys, and is one ring too many for the others
    this.root.addEventListener("pointerdown", () => (this.root.dataset.input = "pointer"), true);
    watchLayKeys(this);
    watchLayPointers(this);
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.root);
  }

}

/** @param {string} text */
function laidLine(text) {
  const line = document.createElement("span");
  line.textContent = text;
  return line;
}

/** @type {WeakMap<HTMLElement, LayOver>} */
const layTools = new WeakMap();

/** Called at each rerun with fresh data; what was moved and not saved yet, and the zoom, stay. */
export default function layPhotoOver({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".lay");
  useTexts(data.texts);
  if (!layTools.has(root)) layTools.set(root, new LayOver(root));
  const tool = layTools.get(root);
  tool.send = (event) => setTriggerValue("event", event);
  tool.update(data);
  return () => tool.resizes.disconnect();
}
