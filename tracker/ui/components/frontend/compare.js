import { watchKeys } from "./compare_keys.js";
import { modesOf, radioOf } from "./compare_modes.js";
import { watchPhotos } from "./compare_pointer.js";
import { TEXTS, writeTexts } from "./compare_texts.js";
import { checkRadio, watchFullScreen, watchRadios, write, writeZoom } from "./controls.js";
import { roomFor } from "./layout.js";
import { PhotoPane } from "./photo_pane.js";
import { Veil } from "./veil.js";
import { panBy, WHOLE_PICTURE, ZOOM_STEP, zoomAbout } from "./viewport.js";

/**
 * Two photos of the same skin in one of several modes; one zoom for both.
 *
 * @typedef {import("./photo_pane.js").ComparedPhoto} ComparedPhoto
 * @typedef {{left: ComparedPhoto, right: ComparedPhoto, height_px: number}} CompareData
 */

const BY_TOUCH = matchMedia("(pointer: coarse)").matches ? "TouchHint" : "Hint";

export class Comparison {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector(".stage");
    this.radios = root.querySelector(".modes");
    this.veilSwitch = root.querySelector(".veil-switch");
    const template = root.querySelector("template");
    for (const part of [root, template.content]) writeTexts(part);
    this.view = WHOLE_PICTURE;
    this.isSwapped = false;
    this.panes = [0, 1].map(() => new PhotoPane(this.stage, template, () => this.draw()));
    this.veil = new Veil(() => this.draw());
    this.modes = modesOf(this);
    this.radios.append(...[...this.modes.values()].map(radioOf));
    [this.mode] = this.modes.values();
    this.watch();
  }

  /** Takes what Python hands over; zoom, mode and divider stay as they are. @param {CompareData} data */
  update(data) {
    const urls = [data.left.url, data.right.url].join("\n");
    if (urls !== this.urls) this.isSwapped = false;
    this.urls = urls;
    this.data = data;
    [data.left, data.right].forEach((photo, index) => this.panes[index].show(photo));
    this.veil.show([data.left.trust_url, data.right.trust_url]);
    this.draw();
  }

  /** The panes of the left and the right photo. */
  get sides() {
    return this.isSwapped ? [this.panes[1], this.panes[0]] : this.panes;
  }

  /** What both photos are called. */
  get names() {
    return this.sides.map(({ photo }) => photo.caption_lines[0] ?? photo.alt);
  }

  // ---- drawing ------------------------------------------------------------------------------

  draw() {
    if (!this.data || !this.stage.clientWidth) return;
    const isFull = this.root.classList.contains("is-full-screen");
    if (isFull) this.stage.style.height = "";
    const { height, boxes } = this.mode.layOut(
      roomFor(this.stage, this.data.height_px, isFull),
      this.sides[0].size,
    );
    if (!isFull) this.stage.style.height = `${height}px`;
    this.stage.dataset.mode = this.mode.name;
    this.stage.classList.toggle("is-zoomed", this.view.zoom > 1);
    this.boxes = boxes;
    this.sides.forEach((pane, index) => pane.place(boxes[index], this.view, index));
    this.greyOut();
    this.mode.draw();
    this.drawControls();
  }

  greyOut() {
    const { picture } = this.veil;
    const isOn = this.veilSwitch.querySelector("input").checked;
    this.veilSwitch.hidden = !picture;
    this.sides.forEach((pane, index) => pane.drape(isOn && (index || !this.mode.isVeiledOnce) ? picture : null));
  }

  drawControls() {
    checkRadio(this.radios, this.mode.name);
    for (const part of this.root.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== this.mode.name;
    writeZoom(this.root, this.view.zoom);
    const hint = `${TEXTS[this.mode.name + BY_TOUCH]} ${TEXTS[`zoom${BY_TOUCH}`]}`;
    write(this.root.querySelector(".hint"), hint);
  }

  // ---- what people do -----------------------------------------------------------------------

  /** @param {string} name */
  setMode(name) {
    if (name !== this.mode.name) {
      this.mode.leave?.();
      this.mode = this.modes.get(name);
      this.mode.enter?.();
    }
    this.draw();
  }

  swap() {
    this.isSwapped = !this.isSwapped;
    this.draw();
  }

  /** The pane under a point of the stage, as box and size of its picture. */
  paneAt({ x, y }) {
    const [first, second] = this.boxes;
    const isSecond = first !== second && (second.x > first.x ? x >= second.x : y >= second.y);
    const index = isSecond ? 1 : 0;
    return { box: this.boxes[index], size: this.sides[index].size };
  }

  zoom(factor, point) {
    const { box, size } = this.paneAt(point);
    this.view = zoomAbout(this.view, factor, point, box, size);
    this.draw();
  }

  zoomCentre(factor) {
    const [box] = this.boxes;
    this.zoom(factor, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
  }

  pan(dx, dy, point) {
    const { box, size } = this.paneAt(point);
    this.view = panBy(this.view, dx, dy, box, size);
    this.draw();
  }

  showWhole() {
    this.view = WHOLE_PICTURE;
    this.draw();
  }

  // ---- watching -----------------------------------------------------------------------------

  watch() {
    const on = (selector, deed) => this.root.querySelector(selector).addEventListener("click", deed);
    on(".zoom-out", () => this.zoomCentre(1 / ZOOM_STEP));
    on(".zoom-in", () => this.zoomCentre(ZOOM_STEP));
    on(".zoom-value", () => this.showWhole());
    on(".swap", () => this.swap());
    watchRadios(this.radios, (name) => this.setMode(name));
    watchFullScreen(this.root, this.root.querySelector(".full-screen"), () => this.draw());
    this.veilSwitch.addEventListener("change", () => this.draw());
    watchPhotos(this);
    watchKeys(this);
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.stage);
  }
}

/** @type {WeakMap<HTMLElement, Comparison>} */
const comparisons = new WeakMap();

/** Called at each rerun with fresh data; what the person set stays. */
export default function showComparison({ parentElement, data }) {
  const root = parentElement.querySelector(".compare");
  if (!comparisons.has(root)) comparisons.set(root, new Comparison(root));
  comparisons.get(root).update(data);
  return () => comparisons.get(root)?.resizes.disconnect();
}
