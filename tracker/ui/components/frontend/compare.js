import { checkRadio, watchFullScreen, watchRadios, write, writeZoom } from "./controls.js";
import { watchGestures } from "./gestures.js";
import { layOutOne, layOutPair, roomFor } from "./layout.js";
import { PhotoPane } from "./photo_pane.js";
import { Veil } from "./veil.js";
import { clamp, DOUBLE_TAP_ZOOM, panBy, WHOLE_PICTURE, ZOOM_STEP, zoomAbout } from "./viewport.js";

/**
 * Two photos of the same skin: slider, side by side, flicker, overlay; one zoom for both.
 *
 * @typedef {import("./photo_pane.js").ComparedPhoto} ComparedPhoto
 * @typedef {{left: ComparedPhoto, right: ComparedPhoto, height_px: number}} CompareData
 */

const NUDGE_PX = 48;

const HINTS = {
  slider: ["Drag anywhere to move the divider, or use the arrow keys.", "Swipe sideways to move the divider."],
  side: ["Both photos zoom and move together.", "Both photos zoom and move together."],
  flicker: [
    "Hold the button, the photo or the F key to see the other photo in the same place.",
    "Hold the button or the photo to see the other one in the same place.",
  ],
  overlay: ["Blend one photo into the other.", "Blend one photo into the other."],
};
const ZOOM_HINTS = ["Ctrl and wheel, double click, + or − to zoom.", "Pinch or double tap to zoom."];
const BY_TOUCH = matchMedia("(pointer: coarse)").matches ? 1 : 0;

class Comparison {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector(".stage");
    this.divider = root.querySelector(".divider");
    this.modes = root.querySelector(".modes");
    this.range = root.querySelector(".opacity input");
    const template = root.querySelector("template");
    this.mode = "slider";
    this.view = WHOLE_PICTURE;
    this.position = 50;
    this.opacity = 50;
    this.isSwapped = false;
    this.showsOther = false;
    this.veilSwitch = root.querySelector(".veil-switch");
    this.panes = [0, 1].map(() => new PhotoPane(this.stage, template, () => this.draw()));
    this.veil = new Veil(() => this.draw());
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

  get inOrder() {
    return this.isSwapped ? [this.panes[1], this.panes[0]] : this.panes;
  }

  // ---- layout -------------------------------------------------------------------------------

  layOut() {
    const room = roomFor(this.stage, this.data.height_px, this.root.classList.contains("is-full-screen"));
    const { size } = this.inOrder[0];
    return this.mode === "side" ? layOutPair(room, size) : layOutOne(room, size);
  }

  draw() {
    if (!this.data || !this.stage.clientWidth) return;
    const isFull = this.root.classList.contains("is-full-screen");
    if (isFull) this.stage.style.height = "";
    const { height, boxes } = this.layOut();
    if (!isFull) this.stage.style.height = `${height}px`;
    this.stage.dataset.mode = this.mode;
    this.stage.classList.toggle("is-zoomed", this.view.zoom > 1);
    this.inOrder.forEach((pane, index) => pane.place(boxes[index], this.view, index));
    this.boxes = boxes;
    this.placeDivider();
    this.showSecond();
    this.greyOut();
    this.drawControls();
  }

  /** The divider runs across the part of the picture that can be seen, not across the surround. */
  placeDivider() {
    const { x, y, width, height } = this.inOrder[0].seen;
    const at = x + (width * this.position) / 100;
    this.divider.hidden = this.mode !== "slider";
    this.divider.style.left = `${at}px`;
    this.divider.style.top = `${y}px`;
    this.divider.style.height = `${height}px`;
    const [first, second] = this.inOrder;
    const isSplit = this.mode === "slider";
    first.cover(0, isSplit ? this.boxes[0].width - at : 0);
    second.cover(isSplit ? at : 0, 0);
  }

  /** Flicker shows one photo at a time; the overlay lets the first shine through the second. */
  showSecond() {
    const [first, second] = this.inOrder;
    const isFlicker = this.mode === "flicker";
    first.element.style.visibility = isFlicker && this.showsOther ? "hidden" : "";
    second.element.style.visibility = isFlicker && !this.showsOther ? "hidden" : "";
    first.image.style.opacity = "";
    second.image.style.opacity = this.mode === "overlay" ? String(this.opacity / 100) : "";
  }

  /** In an overlay the upper photo's grey serves both: twice the grey would hide them. */
  greyOut() {
    const { picture } = this.veil;
    const isOn = this.veilSwitch.querySelector("input").checked;
    this.veilSwitch.hidden = !picture;
    this.inOrder.forEach((pane, index) => pane.drape(isOn && (index || this.mode !== "overlay") ? picture : null));
  }

  drawControls() {
    const part = (selector) => this.root.querySelector(selector);
    const [first, second] = this.inOrder.map(({ photo }) => photo.caption_lines[0] ?? photo.alt);
    checkRadio(this.modes, this.mode);
    const share = Math.round(this.position);
    this.divider.setAttribute("aria-valuenow", String(share));
    this.divider.setAttribute("aria-valuetext", `${share} % ${first}, ${100 - share} % ${second}`);
    writeZoom(this.root, this.view.zoom);
    part(".opacity").hidden = this.mode !== "overlay";
    write(part(".first-name"), first);
    write(part(".second-name"), second);
    this.range.setAttribute("aria-valuetext", `${this.opacity} % ${second}`);
    part(".hold").hidden = this.mode !== "flicker";
    part(".hold").setAttribute("aria-pressed", String(this.showsOther));
    write(part(".hint"), `${HINTS[this.mode][BY_TOUCH]} ${ZOOM_HINTS[BY_TOUCH]}`);
  }

  // ---- what people do -----------------------------------------------------------------------

  setMode(mode) {
    this.mode = mode;
    this.showsOther = false;
    this.draw();
  }

  moveDivider(position) {
    this.position = clamp(position, 0, 100);
    this.draw();
  }

  /** @param {boolean} isOn the other photo is shown while a key or button is held */
  flicker(isOn) {
    if (this.mode === "flicker" && this.showsOther === isOn) return;
    this.mode = "flicker";
    this.showsOther = isOn;
    this.draw();
  }

  swap() {
    this.isSwapped = !this.isSwapped;
    this.draw();
  }

  /** The pane under a point of the stage, as box and size of its picture. */
  paneAt({ x, y }) {
    const [, second] = this.boxes;
    const isSecond = this.mode === "side" && (second.x > 0 ? x >= second.x : y >= second.y);
    const index = isSecond ? 1 : 0;
    return { box: this.boxes[index], size: this.inOrder[index].size };
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

  positionOf({ x }) {
    const { x: start, width } = this.inOrder[0].seen;
    return ((x - start) / width) * 100;
  }

  // ---- watching -----------------------------------------------------------------------------

  watch() {
    const on = (selector, deed) => this.root.querySelector(selector).addEventListener("click", deed);
    on(".zoom-out", () => this.zoomCentre(1 / ZOOM_STEP));
    on(".zoom-in", () => this.zoomCentre(ZOOM_STEP));
    on(".zoom-value", () => this.showWhole());
    on(".swap", () => this.swap());
    watchRadios(this.modes, (mode) => this.setMode(mode));
    watchFullScreen(this.root, this.root.querySelector(".full-screen"), () => this.draw());
    this.range.addEventListener("input", () => {
      this.opacity = Number(this.range.value);
      this.draw();
    });
    this.veilSwitch.addEventListener("change", () => this.draw());
    this.watchHold();
    this.watchStage();
    this.root.addEventListener("keydown", (event) => this.pressKey(event));
    this.root.addEventListener("keyup", (event) => isLetter(event, "f") && this.flicker(false));
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.stage);
  }

  watchHold() {
    const hold = this.root.querySelector(".hold");
    hold.addEventListener("pointerdown", (event) => {
      hold.setPointerCapture(event.pointerId);
      this.flicker(true);
    });
    for (const name of ["pointerup", "pointercancel"]) hold.addEventListener(name, () => this.flicker(false));
    hold.addEventListener("contextmenu", (event) => event.preventDefault());
    // a key or a screen reader's click turns over for good, since neither can hold
    hold.addEventListener("click", (event) => event.detail === 0 && this.flicker(!this.showsOther));
  }

  watchStage() {
    let before = this.position;
    watchGestures(this.stage, {
      press: (point, event) => {
        if (!this.lastPress || event.timeStamp - this.lastPress > 500) before = this.position;
        this.lastPress = event.timeStamp;
        return this.press(point, event);
      },
      doubleTap: (point) => {
        this.position = before;
        if (this.view.zoom > 1) this.showWhole();
        else this.zoom(DOUBLE_TAP_ZOOM, point);
      },
      zoom: (factor, point) => this.zoom(factor, point),
      pan: (dx, dy, point) => this.pan(dx, dy, point),
    });
  }

  press(point, event) {
    const isOnDivider = event.target.closest(".divider");
    if (this.mode === "slider" && (isOnDivider || this.view.zoom === 1)) return this.dragDivider(point, event);
    if (event.pointerType === "mouse") this.stage.focus({ preventScroll: true });
    if (this.mode === "flicker" && this.view.zoom === 1) this.flickerWhilePressed();
    return { move: (at, dx, dy) => this.pan(dx, dy, at) };
  }

  /** A mouse moves the divider at once; a finger only once it goes sideways, so that pages scroll. */
  dragDivider(point, event) {
    if (event.pointerType === "mouse") {
      this.divider.focus({ preventScroll: true });
      if (this.view.zoom === 1) this.moveDivider(this.positionOf(point));
    }
    const before = this.position;
    return { move: (at) => this.moveDivider(this.positionOf(at)), cancel: () => this.moveDivider(before) };
  }

  flickerWhilePressed() {
    this.flicker(true);
    const release = () => this.flicker(false);
    this.stage.addEventListener("lostpointercapture", release, { once: true });
  }

  /** @param {KeyboardEvent} event */
  pressKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target === this.range) return;
    const deed = this.deedOf(event);
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation(); // single letters are shortcuts of the page as well
    deed();
  }

  /** @returns {(() => void) | undefined} */
  deedOf(event) {
    if (isLetter(event, "f")) return () => this.flicker(true);
    if (isLetter(event, "s")) return () => this.swap();
    if (isLetter(event, "g") && this.veil.picture) return () => this.veilSwitch.click();
    if (event.key === "+" || event.key === "=") return () => this.zoomCentre(ZOOM_STEP);
    if (event.key === "-") return () => this.zoomCentre(1 / ZOOM_STEP);
    if (event.key === "0") return () => this.showWhole();
    if (event.target === this.divider) return this.slideBy(event);
    return event.target === this.stage && this.view.zoom > 1 ? this.panBy(event) : undefined;
  }

  slideBy({ key, shiftKey }) {
    if (key === "Home") return () => this.moveDivider(0);
    if (key === "End") return () => this.moveDivider(100);
    const step = shiftKey ? 10 : 1;
    const steps = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageDown: -10, PageUp: 10 };
    return key in steps ? () => this.moveDivider(this.position + steps[key]) : undefined;
  }

  panBy({ key }) {
    const steps = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const [dx, dy] = steps[key] ?? [];
    return dx === undefined ? undefined : () => this.pan(dx * NUDGE_PX, dy * NUDGE_PX, { x: 0, y: 0 });
  }
}

/** @param {KeyboardEvent} event @param {string} letter */
function isLetter(event, letter) {
  return event.key.toLowerCase() === letter && !event.ctrlKey && !event.metaKey && !event.altKey;
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
