import { TEXTS, say } from "./compare_texts.js";
import { checkRadio, watchRadios, write } from "./controls.js";

/**
 * All sessions of a view below the picture: a click sets the left photo, with Shift the right one.
 * What a tap sets is a choice of its own, since fingers have no Shift.
 *
 * @typedef {import("./pair_choice.js").Frame} Frame
 * @typedef {import("./pair_choice.js").Side} Side
 */

export class FilmStrip {
  /** @param {HTMLElement} root @param {(side: Side, id: string) => void} onChoose */
  constructor(root, onChoose) {
    this.list = root.querySelector(".stills");
    this.toggle = root.querySelector(".tap-sets");
    this.onChoose = onChoose;
    /** @type {Side} */
    this.side = "left";
    watchRadios(this.toggle, (side) => this.setSide(side));
    this.setSide("left");
    this.list.addEventListener("click", (event) => this.press(event));
    this.list.addEventListener("keydown", (event) => this.move(event));
  }

  /** @param {Side} side */
  setSide(side) {
    this.side = side;
    checkRadio(this.toggle, side);
  }

  press(event) {
    const still = event.target.closest(".still");
    if (still) this.onChoose(event.shiftKey ? "right" : this.side, still.value);
  }

  /** One tab stop for all; the arrow keys go from one to the next. */
  move(event) {
    const stills = [...this.list.children];
    const at = stills.indexOf(event.target.closest(".still"));
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: stills.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (stills[to]) this.focus(stills[to]);
  }

  focus(still) {
    this.setTabStop(still);
    still.focus({ preventScroll: true });
    this.reveal(still);
  }

  /** @param {Frame[]} frames @param {string} left @param {string} right ids */
  update(frames, left, right) {
    const state = JSON.stringify([frames, left, right]);
    if (state === this.state) return;
    this.state = state;
    const hadFocus = this.list.contains(this.list.getRootNode().activeElement);
    frames.forEach((frame, index) => this.draw(index, frame, left, right));
    while (this.list.children.length > frames.length) this.list.lastChild.remove();
    const changed = [...this.list.children].find((still) => still.value === (this.right === right ? left : right));
    if (changed && !hadFocus) this.setTabStop(changed);
    if (changed && (this.left !== left || this.right !== right)) this.reveal(changed);
    [this.left, this.right] = [left, right];
  }

  /** It follows the choice unless somebody stands in the strip. */
  setTabStop(still) {
    for (const other of this.list.children) other.tabIndex = other === still ? 0 : -1;
  }

  draw(index, frame, left, right) {
    let still = this.list.children[index];
    if (!still) this.list.append((still = stillOf()));
    const side = { [left]: "left", [right]: "right" }[frame.id] ?? "";
    const part = (name) => still.querySelector(`.${name}`);
    still.value = frame.id;
    still.dataset.side = side;
    const picture = part("still-picture");
    if (picture.getAttribute("src") !== frame.thumb_url) picture.src = frame.thumb_url;
    write(part("still-side"), side ? TEXTS[side] : "");
    part("still-side").hidden = !side;
    write(part("still-title"), frame.short_title);
    write(part("still-date"), frame.short_date);
    write(part("still-days"), frame.days);
    write(part("still-badge"), frame.badge_short);
    part("still-badge").dataset.level = frame.badge_level;
    const facts = { title: frame.title, date: frame.date, days: frame.days, badge: frame.badge_words };
    still.setAttribute("aria-label", say(TEXTS[side ? `${side}Still` : "still"], facts));
    still.title = TEXTS.stillKeys;
  }

  /** Scrolls the strip, never the page. */
  reveal(still) {
    const room = this.list.clientWidth;
    const middle = still.offsetLeft - this.list.offsetLeft + still.offsetWidth / 2;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.list.scrollTo({ left: middle - room / 2, behavior: isCalm ? "auto" : "smooth" });
  }
}

function stillOf() {
  const still = document.createElement("button");
  still.type = "button";
  still.className = "still";
  still.tabIndex = -1;
  const picture = document.createElement("img");
  picture.className = "still-picture";
  picture.alt = "";
  picture.loading = "lazy";
  picture.decoding = "async";
  picture.draggable = false;
  still.append(picture);
  for (const name of ["still-side", "still-title", "still-date", "still-days", "still-badge badge"]) {
    const line = document.createElement("span");
    line.className = name;
    still.append(line);
  }
  return still;
}
