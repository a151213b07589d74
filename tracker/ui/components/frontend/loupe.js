import { TEXTS, say } from "./compare_texts.js";
import { write } from "./controls.js";
import { DetailTiles } from "./detail_tiles.js";
import { clamp, MAX_PIXEL_PX, placePicture } from "./viewport.js";

/**
 * Two round glasses side by side that show the same spot of both photos, pixel for pixel or larger.
 *
 * They follow the mouse, or the finger that is dragged, and stand beside the spot so that it stays in
 * sight; arrow keys move the spot while the loupe has the focus.
 *
 * @typedef {{index: number, u: number, v: number}} Spot   pane, and shares of its picture's width and height
 */

const LARGEST_GLASS_PX = 200;
const SMALLEST_GLASS_PX = 96;
const SHARE_OF_HEIGHT = 0.36;
const NAME_PX = 26;
const BETWEEN_PX = 6;
/** Room for a finger, and for a mouse's arrow. */
const BESIDE_PX = matchMedia("(pointer: coarse)").matches ? 44 : 20;
/** Pixels of the page for one of the photo, and how much larger than the photo beside it at least. */
const LEAST_PIXEL_PX = 1;
const LARGER_BY = 2;
const GLASS_STEP_PX = 12;

class Lens {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.glass = element.querySelector(".glass");
    this.image = this.glass.querySelector("img");
    this.name = element.querySelector(".lens-name");
    this.detail = new DetailTiles(this.glass);
  }

  /**
   * @param {import("./photo_pane.js").PhotoPane} pane @param {Spot} spot @param {number} side_px
   * @param {string} name
   */
  show(pane, spot, side_px, name) {
    const scale = scaleOf(pane);
    const width = pane.size.width * scale;
    const height = pane.size.height * scale;
    // whole pixels: between two of them, those of the photo would run into each other
    const [x, y] = [side_px / 2 - spot.u * width, side_px / 2 - spot.v * height].map(Math.round);
    const at = { x, y, width, height };
    const source = pane.image.getAttribute("src") ?? "";
    if (this.image.getAttribute("src") !== source) this.image.src = source;
    // laid out small and scaled up, as the photo itself
    this.image.style.width = `${pane.size.width}px`;
    this.image.style.height = `${pane.size.height}px`;
    this.image.style.transform = `translate(${at.x}px, ${at.y}px) scale(${scale})`;
    this.glass.style.width = this.glass.style.height = `${side_px}px`;
    write(this.name, name);
    this.detail.show(pane.photo.url, this.image);
    this.detail.place(at, { x: 0, y: 0, width: side_px, height: side_px });
  }

  clear() {
    this.detail.show("", this.image);
  }
}

export class Loupe {
  /** @param {import("./compare.js").Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    const { root } = comparison;
    this.switch = root.querySelector(".loupe-switch");
    this.element = root.querySelector(".loupe");
    this.mark = root.querySelector(".loupe-spot");
    this.place = this.element.querySelector(".loupe-place");
    this.lenses = [...this.element.querySelectorAll(".lens")].map((lens) => new Lens(lens));
    /** @type {Spot | null} */
    this.spot = null;
    this.isOn = false;
    this.isHeld = false;
    this.watch();
  }

  /** @param {boolean} isOn */
  turn(isOn) {
    this.isOn = isOn;
    this.isHeld = false;
    this.draw();
    if (!isOn) for (const lens of this.lenses) lens.clear();
  }

  /** A sheet of many photos has no pair of spots. */
  get isSeen() {
    return this.isOn && !this.comparison.mode.isOfMany;
  }

  draw() {
    const { comparison } = this;
    this.element.hidden = !this.isSeen;
    this.mark.hidden = !this.isSeen;
    this.switch.hidden = Boolean(comparison.mode.isOfMany);
    this.switch.setAttribute("aria-pressed", String(this.isOn));
    comparison.stage.classList.toggle("has-loupe", this.isSeen);
    if (!this.isSeen || !comparison.boxes) return;
    this.spot ??= this.spotAt(this.middle);
    const point = this.pointOf(this.spot);
    const side_px = this.sidePx;
    this.mark.style.transform = `translate(${point.x}px, ${point.y}px)`;
    this.layBeside(point, side_px);
    comparison.sides.forEach((pane, index) => this.lenses[index].show(pane, this.spot, side_px, comparison.names[index]));
  }

  get sidePx() {
    const { clientWidth, clientHeight } = this.comparison.stage;
    const room = Math.min((clientWidth - BETWEEN_PX) / 2, SHARE_OF_HEIGHT * clientHeight, LARGEST_GLASS_PX);
    return Math.round(Math.max(SMALLEST_GLASS_PX, room));
  }

  /** The middle of what is seen of the first photo. */
  get middle() {
    const [box] = this.comparison.boxes;
    const { x, y, width, height } = this.comparison.sides[0].seen;
    return { x: box.x + x + width / 2, y: box.y + y + height / 2 };
  }

  /** Above the spot, or below it where there is more room. */
  layBeside({ x, y }, side_px) {
    const { clientWidth, clientHeight } = this.comparison.stage;
    const width = 2 * side_px + BETWEEN_PX;
    const height = side_px + NAME_PX;
    const isAbove = y - BESIDE_PX - height >= 0 || y > clientHeight - y;
    const top = isAbove ? y - BESIDE_PX - height : y + BESIDE_PX;
    const left = clamp(x - width / 2, 0, Math.max(0, clientWidth - width));
    const kept = clamp(top, 0, Math.max(0, clientHeight - height));
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(kept)}px)`;
  }

  // ---- the spot -------------------------------------------------------------------------------

  pictureOf(index) {
    return placePicture(this.comparison.view, this.comparison.boxes[index], this.comparison.sides[index].size);
  }

  /** @returns {Spot} */
  spotAt(point) {
    const { box } = this.comparison.paneAt(point);
    const index = this.comparison.boxes.indexOf(box);
    const at = this.pictureOf(index);
    return {
      index,
      u: clamp((point.x - at.x) / at.width, 0, 1),
      v: clamp((point.y - at.y) / at.height, 0, 1),
    };
  }

  pointOf({ index, u, v }) {
    const at = this.pictureOf(index);
    return { x: at.x + u * at.width, y: at.y + v * at.height };
  }

  moveTo(point) {
    this.spot = this.spotAt(point);
    this.draw();
  }

  /** By so many steps of the glass, never out of what is seen of the photo. */
  moveBy(right, down) {
    const { index, u, v } = this.spot;
    const pane = this.comparison.sides[index];
    const step = GLASS_STEP_PX / scaleOf(pane);
    const point = this.pointOf({ index, u: u + (right * step) / pane.size.width, v: v + (down * step) / pane.size.height });
    const box = this.comparison.boxes[index];
    const { x, y, width, height } = pane.seen;
    this.spot = {
      ...this.spotAt({ x: clamp(point.x, box.x + x, box.x + x + width), y: clamp(point.y, box.y + y, box.y + y + height) }),
    };
    this.draw();
    const percent = (share) => Math.round(100 * share);
    write(this.place, say(TEXTS.loupePlace, { across: percent(this.spot.u), down: percent(this.spot.v) }));
  }

  // ---- watching -------------------------------------------------------------------------------

  /** A finger that is dragged moves the loupe and nothing else. @returns {import("./gestures.js").Drag | null} */
  press(point, event) {
    if (!this.isSeen || event.pointerType === "mouse") return null;
    this.moveTo(point);
    return { move: (at) => this.moveTo(at) };
  }

  watch() {
    const { root, stage } = this.comparison;
    this.switch.addEventListener("click", (event) => {
      this.turn(!this.isOn);
      if (this.isOn && event.detail === 0) this.element.focus(); // by key: arrows shall move it at once
    });
    stage.addEventListener("pointermove", (event) => this.follow(event));
    this.element.addEventListener("keydown", (event) => this.pressArrow(event));
    root.addEventListener("keydown", (event) => this.pressKey(event));
    root.addEventListener("keyup", (event) => isZ(event) && this.isHeld && this.turn(false));
    root.addEventListener("focusout", (event) => {
      if (this.isHeld && !root.contains(event.relatedTarget)) this.turn(false);
    });
  }

  follow(event) {
    if (event.pointerType !== "mouse" || !this.comparison.boxes) return;
    const { left, top } = this.comparison.stage.getBoundingClientRect();
    this.spot = this.spotAt({ x: event.clientX - left, y: event.clientY - top });
    if (this.isSeen) this.draw();
  }

  pressArrow(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const [right, down] = steps[event.key] ?? [];
    if (right === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const times = event.shiftKey ? 5 : 1;
    this.moveBy(times * right, times * down);
  }

  pressKey(event) {
    if (event.target.closest("dialog")) return;
    if (event.key === "Escape" && this.isOn) {
      event.stopImmediatePropagation(); // and not the full screen as well
      if (this.element === event.target) this.switch.focus();
      this.turn(false);
    } else if (isZ(event) && !event.repeat) {
      event.preventDefault();
      event.stopPropagation();
      const isHeld = !this.isOn;
      this.turn(isHeld);
      this.isHeld = isHeld;
    }
  }
}

/** @param {import("./photo_pane.js").PhotoPane} pane @returns {number} pixels of the page for one of the photo */
function scaleOf(pane) {
  return clamp(LARGER_BY * pane.scale, LEAST_PIXEL_PX, MAX_PIXEL_PX);
}

/** @param {KeyboardEvent} event */
function isZ(event) {
  return event.key.toLowerCase() === "z" && !event.ctrlKey && !event.metaKey && !event.altKey;
}
