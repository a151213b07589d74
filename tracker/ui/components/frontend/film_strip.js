import { TEXTS, say } from "./compare_texts.js";
import { checkRadio, watchRadios, write } from "./controls.js";
import { StillList } from "./still_list.js";

/**
 * All sessions of the series below the picture, a row for each view, the one that is compared first: a click
 * sets the left photo, with Shift the right one. What a tap sets is a choice of its own, since fingers have no Shift.
 *
 * @typedef {import("./pair_choice.js").Side} Side
 * @typedef {import("./pair_choice.js").OtherView} OtherView
 */
export class FilmStrip {
  /**
   * @param {HTMLElement} root
   * @param {{onChoose: (side: Side, id: string) => void, onView: (view: string, side?: Side, id?: string) => void}} how
   */
  constructor(root, { onChoose, onView }) {
    this.onChoose = onChoose;
    this.onView = onView;
    this.toggle = root.querySelector(".tap-sets");
    /** @type {Side} */
    this.side = "left";
    watchRadios(this.toggle, (side) => this.setSide(side));
    this.setSide("left");
    this.name = root.querySelector(".strip-name");
    this.stills = new StillList(root.querySelector(".stills"), {
      pictureOf: (frame) => frame.thumb_url,
      onPress: (id, event) => this.press(id, event),
    });
    this.others = root.querySelector(".other-views");
    /** @type {{row: HTMLElement, stills: StillList}[]} */
    this.rows = [];
  }

  /** @param {Side} side */
  setSide(side) {
    this.side = side;
    checkRadio(this.toggle, side);
  }

  /** @param {string} id @param {MouseEvent} event */
  press(id, event) {
    this.onChoose(this.sideOf(event), id);
  }

  /** @param {MouseEvent} event @returns {Side} */
  sideOf(event) {
    return event.shiftKey ? "right" : this.side;
  }

  /** @param {import("./pair_choice.js").PairChoice} choice */
  update(choice) {
    this.stills.update(choice.frames, choice.left, choice.right);
    this.name.hidden = !choice.others.length;
    write(this.name, choice.viewName);
    this.others.hidden = !choice.others.length;
    choice.others.forEach((other, index) => this.draw(index, other));
    for (const { row } of this.rows.splice(choice.others.length)) row.remove();
  }

  /** @param {number} index @param {OtherView} other */
  draw(index, { view, name, frames }) {
    const { row, stills } = (this.rows[index] ??= this.addRow());
    row.dataset.view = view;
    row.setAttribute("aria-label", name);
    const button = row.querySelector(".view-name");
    write(button, name);
    button.setAttribute("aria-label", say(TEXTS.showView, { view: name }));
    stills.update(frames, "", "");
  }

  addRow() {
    const row = document.createElement("div");
    row.className = "other-view";
    row.setAttribute("role", "group");
    const name = document.createElement("button");
    name.type = "button";
    name.className = "tool view-name";
    name.title = TEXTS.showViewHint;
    name.addEventListener("click", () => this.onView(row.dataset.view));
    const list = document.createElement("div");
    list.className = "stills";
    row.append(name, list);
    this.others.append(row);
    const stills = new StillList(list, {
      pictureOf: (frame) => frame.thumb_url,
      onPress: (id, event) => this.onView(row.dataset.view, this.sideOf(event), id),
    });
    return { row, stills };
  }
}
