import { TEXTS, say } from "./compare_texts.js";
import { write } from "./controls.js";
import { layOutOne } from "./layout.js";

/** The first photo shines through the second. @implements {import("./compare_modes.js").Mode} */
export class OverlayMode {
  name = "overlay";
  icon = "M5 3h9a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM10 8h9a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2z";
  /** The upper photo's grey serves both: twice the grey would hide them. */
  isVeiledOnce = true;

  /** @param {import("./compare.js").Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.controls = comparison.root.querySelector(".opacity");
    this.range = this.controls.querySelector("input");
    this.opacity = 50;
    this.range.addEventListener("input", () => {
      this.opacity = Number(this.range.value);
      comparison.draw();
    });
  }

  layOut(room, size) {
    return layOutOne(room, size);
  }

  draw() {
    const [left, right] = this.comparison.names;
    this.comparison.sides[1].picture.style.opacity = String(this.opacity / 100);
    write(this.controls.querySelector(".first-name"), left);
    write(this.controls.querySelector(".second-name"), right);
    this.range.setAttribute("aria-valuetext", say(TEXTS.opacityValue, { share: this.opacity, name: right }));
  }
}
