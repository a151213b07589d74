import { showPicture, writeZoom } from "./controls.js";
import { watchGestures } from "./gestures.js";
import { layOutOne } from "./layout.js";
import { Marks } from "./marks.js";
import { isWithin, layPhoto, pointOver, spotUnder } from "./places.js";
import { keepOn } from "./shapes.js";
import { clamp, layOver, overlap, panBy, placePicture, WHOLE_PICTURE, ZOOM_STEP, zoomAbout } from "./viewport.js";

/**
 * One of the two photos in which points are set: zoomed by itself, with a loupe while a point moves.
 *
 * @typedef {import("./shapes.js").Spot} Spot
 * @typedef {{url: string, alt: string, title_lines: string[], full_size: [number, number]}} MarkedPhoto
 *
 * @typedef {object} PointDeeds                       what is done to the points, told to the editor
 * @property {(side: number, spot: Spot) => void} add
 * @property {(side: number, index: number, spot: Spot, isOneOfMany?: boolean) => void} move
 */

const LOUPE_PX = 120;
const LOUPE_ZOOM = 3;
const LOUPE_AWAY_PX = 100;

export class PairPhoto {
  /** @param {HTMLElement} element @param {number} side 0 the reference, 1 the other @param {PointDeeds} deeds */
  constructor(element, side, deeds) {
    this.element = element;
    this.side = side;
    this.deeds = deeds;
    this.stage = element.querySelector(".stage");
    this.image = this.stage.querySelector("img");
    this.loupe = element.querySelector(".loupe");
    this.marks = new Marks(element.querySelector(".marks"));
    this.view = WHOLE_PICTURE;
    /** @type {Spot[]} */
    this.spots = [];
    /** The spot of a point while it is dragged: {index, spot}. */
    this.dragged = null;
    this.caret = null;
    this.watch();
  }

  /** @param {MarkedPhoto} photo */
  show(photo) {
    if (photo.url !== this.photo?.url) this.view = WHOLE_PICTURE;
    this.photo = photo;
    this.size = { width: photo.full_size[0], height: photo.full_size[1] };
    this.where = photo.title_lines[0];
    this.image.alt = photo.alt;
    this.stage.setAttribute("aria-label", photo.title_lines.join(", "));
    this.element.querySelector(".title").replaceChildren(...photo.title_lines.map(titleLine));
    this.load();
  }

  load() {
    showPicture(this.stage, this.image, this.photo.url, () => {
      this.loupe.querySelector("img").src = this.photo.url;
      this.draw();
    });
  }

  // ---- drawing ------------------------------------------------------------------------------

  /** @param {Spot[]} spots @param {number} height greatest height of the picture */
  update(spots, height, isNext) {
    this.spots = spots;
    this.room = height;
    this.element.classList.toggle("is-next", isNext);
    this.draw();
  }

  draw() {
    if (!this.photo || !this.room || !this.stage.clientWidth) return;
    const room = { width: this.stage.clientWidth, height: this.room, isFilled: false };
    const { height, boxes } = layOutOne(room, this.size);
    this.stage.style.height = `${height}px`;
    [this.pane] = boxes;
    this.at = placePicture(this.view, this.pane, this.size);
    layPhoto(this.image, this.at, this.view.zoom);
    layOver(this.element.querySelector(".frame"), overlap(this.at, this.pane));
    this.stage.classList.toggle("is-zoomed", this.view.zoom > 1);
    writeZoom(this.element, this.view.zoom);
    const shown = this.spots.map((spot, index) => (this.dragged?.index === index ? this.dragged.spot : spot));
    const points = shown.map((spot) => this.pointOf(spot));
    this.marks.draw(points, this.where, this.pane, this.caret && this.pointOf(this.caret));
    this.drawLoupe(this.dragged && this.pointOf(this.dragged.spot));
  }

  pointOf(spot) {
    return pointOver(spot, this.at, this.size);
  }

  /** The surroundings of a point, enlarged, beside the finger that hides them. */
  drawLoupe(point) {
    this.loupe.hidden = !point || this.stage.dataset.state !== "ready";
    if (this.loupe.hidden) return;
    const half = LOUPE_PX / 2;
    const above = point.y - LOUPE_AWAY_PX - half;
    const x = clamp(point.x - half, 4, this.pane.width - LOUPE_PX - 4);
    const y = above < 4 ? point.y + LOUPE_AWAY_PX - half : above;
    const isBelow = y + LOUPE_PX > this.pane.height - 4;
    const beside = point.x > this.pane.width / 2 ? point.x - LOUPE_AWAY_PX - half : point.x + LOUPE_AWAY_PX - half;
    const [left, top] = isBelow ? [beside, clamp(point.y - half, 4, this.pane.height - LOUPE_PX - 4)] : [x, y];
    this.loupe.style.transform = `translate(${left}px, ${top}px)`;
    const scale = LOUPE_ZOOM * this.view.zoom;
    const moved = [half - (point.x - this.at.x) * LOUPE_ZOOM, half - (point.y - this.at.y) * LOUPE_ZOOM];
    const width = this.at.width * LOUPE_ZOOM;
    layPhoto(
      this.loupe.querySelector("img"),
      { x: moved[0], y: moved[1], width, height: this.at.height * LOUPE_ZOOM },
      scale,
    );
  }

  // ---- what people do -----------------------------------------------------------------------

  zoom(factor, point) {
    this.view = zoomAbout(this.view, factor, point, this.pane, this.size);
    this.draw();
  }

  zoomCentre(factor) {
    this.zoom(factor, { x: this.pane.width / 2, y: this.pane.height / 2 });
  }

  pan(dx, dy) {
    this.view = panBy(this.view, dx, dy, this.pane, this.size);
    this.draw();
  }

  showWhole() {
    this.view = WHOLE_PICTURE;
    this.draw();
  }

  /** The point that a part of the picture belongs to, null where it belongs to none. */
  markAt(target) {
    const group = target.closest("[data-mark]");
    return group ? Number(group.dataset.mark) : null;
  }

  /** Moves a focused point, or the caret that appears in the middle of what is seen. */
  step(target, rows, columns) {
    const index = this.markAt(target);
    const scale = this.size.width / this.at.width;
    const from = index === null ? this.caret : this.spots[index];
    const middle = spotUnder({ x: this.pane.width / 2, y: this.pane.height / 2 }, this.at, this.size);
    const spot = from ? keepOn([from[0] + rows * scale, from[1] + columns * scale], this.size) : middle;
    if (index === null) {
      this.caret = spot;
      this.draw();
    } else {
      this.deeds.move(this.side, index, spot, true);
    }
  }

  press(point, event) {
    this.pressed = event.target;
    this.caret = null;
    const index = this.markAt(event.target);
    (index === null ? this.stage : event.target.closest("[data-mark]")).focus({ preventScroll: true });
    if (index === null || event.button === 1) return { move: (_, dx, dy) => this.pan(dx, dy) };
    const [row, column] = this.spots[index];
    const start = spotUnder(point, this.at, this.size);
    // a point moves by as much as the pointer, wherever within reach it was taken
    const pulled = (to) => {
      const under = spotUnder(to, this.at, this.size);
      return keepOn([row + under[0] - start[0], column + under[1] - start[1]], this.size);
    };
    const show = (dragged) => {
      this.dragged = dragged;
      this.draw();
    };
    show({ index, spot: this.spots[index] });
    return {
      move: (to) => show({ index, spot: pulled(to) }),
      end: (to) => {
        this.dragged = null;
        this.deeds.move(this.side, index, pulled(to));
      },
      cancel: () => show(null),
    };
  }

  tap(point) {
    this.dragged = null;
    if (this.markAt(this.pressed) === null && isWithin(point, this.at)) {
      this.deeds.add(this.side, spotUnder(point, this.at, this.size));
    }
    this.draw();
  }

  watch() {
    const on = (selector, deed) => this.element.querySelector(selector).addEventListener("click", deed);
    on(".zoom-out", () => this.zoomCentre(1 / ZOOM_STEP));
    on(".zoom-in", () => this.zoomCentre(ZOOM_STEP));
    on(".zoom-value", () => this.showWhole());
    on(".retry", () => this.load());
    watchGestures(this.stage, {
      press: (point, event) => this.press(point, event),
      tap: (point) => this.tap(point),
      doubleTap: () => this.drawLoupe(null), // the second tap of an impatient finger sets no second point
      zoom: (factor, point) => this.zoom(factor, point),
      pan: (dx, dy) => this.pan(dx, dy),
    });
  }
}

/** @param {string} text */
function titleLine(text) {
  const line = document.createElement("span");
  line.textContent = text;
  return line;
}
