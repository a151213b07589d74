import { TEXTS, say } from "./compare_texts.js";
import { write } from "./controls.js";

/**
 * The sessions of a view as buttons with a small picture: one tab stop, arrow keys walk.
 *
 * @typedef {import("./pair_choice.js").Frame} Frame
 */
export class StillList {
  /**
   * @param {HTMLElement} list
   * @param {{pictureOf: (frame: Frame) => string, onPress: (id: string, event: MouseEvent) => void}} how
   */
  constructor(list, { pictureOf, onPress }) {
    this.list = list;
    this.pictureOf = pictureOf;
    list.addEventListener("click", (event) => {
      const still = event.target.closest(".still");
      if (still) onPress(still.value, event);
    });
    list.addEventListener("keydown", (event) => this.walk(event));
  }

  get stills() {
    return [...this.list.children];
  }

  walk(event) {
    const { stills } = this;
    const at = stills.indexOf(event.target.closest(".still"));
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: stills.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (!stills[to]) return;
    this.setTabStop(stills[to]);
    stills[to].focus({ preventScroll: true });
    this.reveal(stills[to]);
  }

  /** @param {Frame[]} frames @param {string} left @param {string} right ids */
  update(frames, left, right) {
    const state = JSON.stringify([frames, left, right]);
    if (state === this.state) return;
    this.state = state;
    this.frames = frames;
    const hasFocus = this.list.contains(this.list.getRootNode().activeElement);
    frames.forEach((frame, index) => this.draw(index, frame, { [left]: "left", [right]: "right" }[frame.id] ?? ""));
    while (this.list.children.length > frames.length) this.list.lastChild.remove();
    const changed = this.stills.find((still) => still.value === (this.right === right ? left : right));
    // the tab stop follows the choice unless somebody stands in the list
    if (changed && !hasFocus) this.setTabStop(changed);
    if (!this.stills.some((still) => still.tabIndex === 0)) this.setTabStop(this.stills[0]);
    if (changed && (this.left !== left || this.right !== right)) this.reveal(changed);
    [this.left, this.right] = [left, right];
  }

  setTabStop(still) {
    for (const other of this.list.children) other.tabIndex = other === still ? 0 : -1;
  }

  draw(index, frame, side) {
    let still = this.list.children[index];
    if (!still) this.list.append((still = stillOf()));
    const part = (name) => still.querySelector(`.${name}`);
    still.value = frame.id;
    still.dataset.side = side;
    this.drawPicture(still, frame);
    write(part("still-side"), side ? TEXTS[side] : "");
    part("still-side").hidden = !side;
    write(part("still-title"), frame.short_title);
    write(part("still-date"), frame.date);
    write(part("still-days"), frame.days);
    write(part("still-badge"), frame.badge_short);
    part("still-badge").dataset.level = frame.badge_level;
    const facts = { title: frame.title, date: frame.date, days: frame.days, badge: frame.badge_words };
    still.setAttribute("aria-label", say(TEXTS[side ? `${side}Still` : "still"], facts));
    still.title = TEXTS.stillKeys;
  }

  drawPicture(still, frame) {
    const picture = still.querySelector(".still-picture");
    const url = this.pictureOf(frame);
    if (picture.getAttribute("src") !== url) picture.src = url;
  }

  /** Where other pictures of the same sessions are wanted. */
  drawPictures() {
    this.frames.forEach((frame, index) => this.drawPicture(this.stills[index], frame));
  }

  /** Scrolls the list, never the page. */
  reveal(still) {
    const across = still.offsetLeft - this.list.offsetLeft + still.offsetWidth / 2 - this.list.clientWidth / 2;
    const down = still.offsetTop - this.list.offsetTop + still.offsetHeight / 2 - this.list.clientHeight / 2;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.list.scrollTo({ left: across, top: down, behavior: isCalm ? "auto" : "smooth" });
  }
}

function stillOf() {
  const still = document.createElement("button");
  still.type = "button";
  still.className = "still";
  still.tabIndex = -1;
  const frame = document.createElement("span");
  frame.className = "still-window";
  const picture = document.createElement("img");
  picture.className = "still-picture";
  picture.alt = "";
  picture.loading = "lazy";
  picture.decoding = "async";
  picture.draggable = false;
  frame.append(picture);
  still.append(frame);
  for (const name of ["still-side", "still-title", "still-date", "still-days", "still-badge badge"]) {
    const line = document.createElement("span");
    line.className = name;
    still.append(line);
  }
  return still;
}
