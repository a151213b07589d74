import { checkRadio, watchRadios } from "./controls.js";
import { StillList } from "./still_list.js";

/**
 * All sessions of a view below the picture: a click sets the left photo, with Shift the right one.
 * What a tap sets is a choice of its own, since fingers have no Shift.
 *
 * @typedef {import("./pair_choice.js").Side} Side
 */
export class FilmStrip {
  /** @param {HTMLElement} root @param {(side: Side, id: string) => void} onChoose */
  constructor(root, onChoose) {
    this.onChoose = onChoose;
    this.toggle = root.querySelector(".tap-sets");
    /** @type {Side} */
    this.side = "left";
    watchRadios(this.toggle, (side) => this.setSide(side));
    this.setSide("left");
    this.stills = new StillList(root.querySelector(".stills"), {
      pictureOf: (frame) => frame.thumb_url,
      onPress: (id, event) => this.press(id, event),
    });
  }

  /** @param {Side} side */
  setSide(side) {
    this.side = side;
    checkRadio(this.toggle, side);
  }

  /** @param {string} id @param {MouseEvent} event */
  press(id, event) {
    this.onChoose(event.shiftKey ? "right" : this.side, id);
  }

  /** @param {import("./pair_choice.js").Frame[]} frames @param {string} left @param {string} right ids */
  update(frames, left, right) {
    this.stills.update(frames, left, right);
  }
}
