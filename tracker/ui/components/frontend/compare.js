import { Annotations } from "./annotations.js";
import { shortcutsOf, watchKeys } from "./compare_keys.js";
import { modesOf, radioOf } from "./compare_modes.js";
import { writeNotes } from "./compare_notes.js";
import { watchPhotos } from "./compare_pointer.js";
import { readTexts, TEXTS, writeTexts } from "./compare_texts.js";
import { checkRadio, watchFullScreen, watchRadios, write, writeZoom } from "./controls.js";
import { FilmStrip } from "./film_strip.js";
import { roomFor } from "./layout.js";
import { Loupe } from "./loupe.js";
import { PairChoice } from "./pair_choice.js";
import { PhotoPane } from "./photo_pane.js";
import { pause, Pictures } from "./pictures.js";
import { ShortcutSheet } from "./shortcut_sheet.js";
import { Stamp } from "./stamp.js";
import { Veil } from "./veil.js";
import { mostZoom, panBy, WHOLE_PICTURE, ZOOM_STEP, zoomAbout } from "./viewport.js";

/**
 * Two sessions of one view in one of several modes; one zoom for both.
 *
 * @typedef {object} CompareData
 * @property {import("./pair_choice.js").Frame[]} frames  all sessions of that view, oldest first
 * @property {string} view      key of the view that is compared
 * @property {string} view_name
 * @property {import("./pair_choice.js").OtherView[]} others  the other views of the series
 * @property {string} left      what Python asks for: session ids and mode
 * @property {string} right
 * @property {string} mode
 * @property {string} baseline  id
 * @property {[number, number]} reference_size  of every aligned picture
 * @property {string} subject   patient and view
 * @property {number | null} mm_across  width of an aligned picture at the skin, where it was measured or estimated
 * @property {boolean} is_scale_estimated  whether it was estimated
 * @property {string} reference_digest
 * @property {number} height_px
 * @property {boolean} is_plain  for the talk with the patient: photos and modes alone
 * @property {import("./annotations.js").AnnotationData | null} annotations
 * @property {number} heard     the last choice made here that Python knows of
 */

/** @typedef {import("./pair_choice.js").Side} Side */

const SKELETON_AFTER_MS = 250;
const TELL_AFTER_MS = 200;
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
    this.pictures = new Pictures();
    this.choice = new PairChoice(() => this.choose());
    this.strip = new FilmStrip(root, {
      onChoose: (side, id) => this.choice.choose(side, id),
      onView: (view, side, id) => this.chooseView(view, side, id),
    });
    this.panes = [0, 1].map(() => new PhotoPane(this.stage, template, () => this.showPair()));
    this.veil = new Veil(() => this.draw());
    this.stamp = new Stamp(root);
    this.annotations = new Annotations(this);
    this.modes = modesOf(this);
    this.radios.append(...[...this.modes.values()].map(radioOf));
    [this.mode] = this.modes.values();
    this.number = 0;
    this.watch();
  }

  /** Takes what Python hands over; zoom, divider and what was chosen here stay. @param {CompareData} data */
  update(data) {
    const before = this.data;
    this.data = data;
    this.root.classList.toggle("is-plain", data.is_plain);
    for (const name of this.modes.keys()) {
      this.radios.querySelector(`[value=${name}]`).hidden = !this.isOffered(name);
    }
    const isNew = (name) => before?.[name] !== data[name];
    const isOtherView = Boolean(before) && isNew("view");
    if (isOtherView) this.leaveView();
    this.choice.update(data);
    this.annotations.update(data.annotations);
    this.number = Math.max(this.number, before ? 0 : data.heard);
    // an answer to an earlier choice than the last one made here is out of date
    const isUpToDate = data.heard >= this.number;
    if (isUpToDate) this.stage.removeAttribute("aria-busy");
    const isAsked = isUpToDate && (isNew("left") || isNew("right") || isOtherView);
    this.choice.adopt(...(isAsked ? [data.left, data.right] : [this.choice.left, this.choice.right]));
    if (isUpToDate && isNew("mode") && this.modes.has(data.mode)) this.enter(data.mode);
    else if (isOtherView) this.mode.enter?.();
    this.showPair();
  }

  /** What was zoomed to, drawn and played belongs to the photos of the view that is left. */
  leaveView() {
    this.mode.leave?.();
    this.view = WHOLE_PICTURE;
    this.annotations.forget();
  }

  /** The panes of the left and the right photo. */
  get sides() {
    return this.panes;
  }

  /** What both photos are called. */
  get names() {
    return this.sides.map(({ photo }) => photo.name);
  }

  // ---- the pair -----------------------------------------------------------------------------

  /** Another pair or mode was chosen here. */
  choose() {
    this.number += 1;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(), TELL_AFTER_MS);
    this.showPair();
  }

  tell() {
    const { left, right } = this.choice;
    this.send({ number: this.number, view: this.data.view, left, right, mode: this.mode.name });
  }

  /** Another view is Python's to bring, with its photos. @param {string} view @param {Side} [side] @param {string} [id] */
  chooseView(view, side, id) {
    const pair = this.choice.pairIn(view, side, id);
    if (!pair) return;
    this.number += 1;
    clearTimeout(this.telling);
    this.stage.setAttribute("aria-busy", "true");
    this.send({ number: this.number, ...pair, mode: this.mode.name });
  }

  /** The same sessions in the next view. */
  showNextView() {
    const [next] = this.choice.others;
    if (next) this.chooseView(next.view);
  }

  /** Both photos change at once, when both can be seen; if that takes long, a skeleton says so. */
  async showPair() {
    const { photos, pair } = this.choice;
    this.strip.update(this.choice);
    writeNotes(this.root.querySelector(".notes"), pair);
    this.wanted = photos;
    const pictures = photos.map((photo) => this.pictures.get(photo.url));
    const loading = Promise.all(pictures.map((picture) => this.pictures.decode(picture)));
    if (this.panes[0].photo) await Promise.race([loading, pause(SKELETON_AFTER_MS)]);
    if (this.wanted === photos) this.showPhotos(photos, pictures);
    await loading;
    if (this.wanted !== photos) return;
    this.showPhotos(photos, pictures);
    this.pictures.preload(this.choice.next);
  }

  showPhotos(photos, pictures) {
    // a photo that changes sides takes its pane along, so that nothing has to be drawn anew
    if (this.panes.some(({ photo }, index) => photo?.url === photos[1 - index].url)) this.panes.reverse();
    photos.forEach((photo, index) => this.panes[index].show(photo, pictures[index]));
    this.veil.show(photos.map((photo) => photo.trust_url));
    this.draw();
  }

  // ---- drawing ------------------------------------------------------------------------------

  draw() {
    if (!this.panes[0].photo || !this.stage.clientWidth) return;
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
    this.annotations.draw();
    this.stamp.draw(this.data, this.mode.frames ?? this.choice.pair, this.sides[0].widthPx);
    this.drawControls();
    this.loupe.draw();
  }

  greyOut() {
    const { picture } = this.veil;
    const isOn = this.veilSwitch.querySelector("input").checked;
    this.veilSwitch.hidden = !picture || this.mode.isOfMany;
    this.sides.forEach((pane, index) => pane.drape(isOn && (index || !this.mode.isVeiledOnce) ? picture : null));
  }

  drawControls() {
    checkRadio(this.radios, this.mode.name);
    this.root.querySelector(".notes").hidden = Boolean(this.mode.isOfMany);
    const focused = this.root.getRootNode().activeElement;
    for (const part of this.root.querySelectorAll("[data-for]")) {
      part.hidden = part.dataset.for !== this.mode.name;
      // keys would go nowhere when what had the focus belongs to another mode
      if (part.hidden && part.contains(focused)) this.stage.focus({ preventScroll: true });
    }
    writeZoom(this.root, this.view.zoom, this.sides[0].scale);
    const hint = `${TEXTS[this.mode.name + BY_TOUCH]} ${TEXTS[`zoom${BY_TOUCH}`]}`;
    write(this.root.querySelector(".hint"), hint);
  }

  // ---- what people do -----------------------------------------------------------------------

  /** @param {string} name */
  setMode(name) {
    if (name === this.mode.name) return;
    this.enter(name);
    this.draw();
    this.choose();
  }

  enter(name) {
    if (name === this.mode.name || !this.isOffered(name)) return;
    this.mode.leave?.();
    this.mode = this.modes.get(name);
    this.mode.enter?.();
  }

  /** In the talk with the patient there are the two photos alone, and no units. @param {string} name */
  isOffered(name) {
    const { isForStaff, isOfMany } = this.modes.get(name);
    return !(this.data.is_plain && (isForStaff || isOfMany));
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
    const at = this.mode.pointIn?.(point) ?? point;
    this.view = zoomAbout(this.view, factor, at, box, size, mostZoom(box, size));
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
    on(".swap", () => this.choice.swap());
    watchRadios(this.radios, (name) => this.setMode(name));
    this.loupe = new Loupe(this); // first of all that listen for Escape
    watchFullScreen(this.root, this.root.querySelector(".full-screen"), () => this.draw());
    this.veilSwitch.addEventListener("change", () => this.draw());
    watchPhotos(this);
    const shortcuts = shortcutsOf(this);
    this.sheet = new ShortcutSheet(this.root, shortcuts);
    watchKeys(this, shortcuts);
    this.resizes = new ResizeObserver(() => this.draw());
  }
}

/** @type {WeakMap<HTMLElement, Comparison>} */
const comparisons = new WeakMap();

/** Called at each rerun with fresh data; what the person set stays. */
export default function showComparison({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".compare");
  readTexts(data.texts);
  if (!comparisons.has(root)) comparisons.set(root, new Comparison(root));
  const comparison = comparisons.get(root);
  comparison.send = (choice) => setTriggerValue("choice", choice);
  comparison.annotations.send = (done) => setTriggerValue("annotation", done);
  comparison.update(data);
  comparison.resizes.observe(comparison.stage);
  return () => comparison.resizes.disconnect();
}
