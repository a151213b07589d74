import { DetailTiles } from "./detail_tiles.js";
import { layOver, overlap, placePicture } from "./viewport.js";

/**
 * One photo of a comparison, with its caption and what stands there while it loads or is missing.
 *
 * @typedef {object} ComparedPhoto
 * @property {string} url
 * @property {string} alt
 * @property {string} name                  short, for the controls
 * @property {string} session               id
 * @property {boolean} is_aligned           in the frame of the reference, not as taken
 * @property {string[]} caption_lines
 * @property {string} badge                 how well it is aligned
 * @property {string} badge_level
 * @property {[number, number]} full_size   width and height in px; of what the address gives, or its aspect
 * @property {string} trust_url             what could not be matched; empty where nothing is known
 */

export class PhotoPane {
  /**
   * @param {HTMLElement} stage @param {HTMLTemplateElement} template
   * @param {() => void} onRetry
   */
  constructor(stage, template, onRetry) {
    this.element = template.content.firstElementChild.cloneNode(true);
    stage.insertBefore(this.element, stage.querySelector(".divider"));
    /** The photo, with its own pixels over the screen rendition where they are needed. */
    this.picture = this.element.querySelector(".picture");
    this.image = this.element.querySelector("img");
    this.blank = this.image;
    this.detail = new DetailTiles(this.picture);
    this.veil = this.element.querySelector(".veil");
    this.frame = this.element.querySelector(".frame");
    this.element.querySelector(".retry").addEventListener("click", onRetry);
  }

  /**
   * Caption, picture and size change together: a photo never stands under another one's caption. The
   * picture's own element moves in, so that nothing is fetched or decoded again.
   * @param {ComparedPhoto} photo @param {import("./pictures.js").Picture} picture
   */
  show(photo, { image, state }) {
    this.photo = photo;
    this.size = { width: photo.full_size[0], height: photo.full_size[1] };
    this.element.dataset.state = state;
    const shown = state === "ready" ? image : this.blank;
    if (shown !== this.image) this.image.replaceWith(shown);
    this.image = shown;
    this.image.alt = photo.alt;
    this.detail.show(photo.url, this.image);
    const badge = lineOf(photo.badge);
    badge.className = "badge";
    badge.dataset.level = photo.badge_level;
    this.element.querySelector(".caption").replaceChildren(...photo.caption_lines.map(lineOf), badge);
  }

  /**
   * Lays the photo plain into a box; the mode arranges the rest.
   * @param {import("./viewport.js").Box} box @param {import("./viewport.js").View} view
   * @param {number} index 0 for the first photo, 1 for the second, which lies above it
   */
  place(box, view, index) {
    layOver(this.element, box);
    this.element.classList.toggle("is-second", index === 1);
    const room = { x: 0, y: 0, width: box.width, height: box.height };
    const at = placePicture(view, room, this.size);
    for (const { style } of [this.image, this.veil]) {
      style.width = `${at.width / view.zoom}px`;
      style.height = `${at.height / view.zoom}px`;
      style.transform = `translate(${at.x}px, ${at.y}px) scale(${view.zoom})`;
    }
    this.detail.place(at, room);
    this.picture.style.zIndex = String(index);
    this.picture.style.opacity = "";
    this.element.style.visibility = "";
    this.box = box;
    /** How many pixels of the page one of the photo takes. */
    this.scale = at.width / this.size.width;
    /** Of the whole picture as it is shown, in px. */
    this.widthPx = at.width;
    /** The part of the picture that lies within the pane. */
    this.seen = overlap(at, room);
    layOver(this.frame, this.seen);
    this.cover({});
  }

  /** Lays a picture of what could not be matched over the photo; null takes it off. */
  drape(picture) {
    this.veil.hidden = !picture;
    if (!picture || this.draped === picture) return;
    this.draped = picture;
    this.veil.width = picture.width;
    this.veil.height = picture.height;
    this.veil.getContext("2d").drawImage(picture, 0, 0);
  }

  /** Hides so many px at the sides; a message about a missing photo keeps to the rest. */
  cover({ top = 0, right = 0, bottom = 0, left = 0 }) {
    this.covered = { top, right, bottom, left };
    this.element.style.clipPath = `inset(${top}px ${right}px ${bottom}px ${left}px)`;
    const { x, y, width, height } = this.seen;
    const hidden = {
      top: top - y,
      right: right - (this.box.width - x - width),
      bottom: bottom - (this.box.height - y - height),
      left: left - x,
    };
    for (const [side, px] of Object.entries(hidden)) {
      this.frame.style.setProperty(`--covered-${side}`, `${Math.max(0, px)}px`);
    }
  }
}

/** @param {string} text */
function lineOf(text) {
  const line = document.createElement("span");
  line.textContent = text;
  return line;
}
