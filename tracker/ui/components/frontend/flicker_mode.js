import { layOutOne } from "./layout.js";

/** One photo at a time in the same place. @implements {import("./compare_modes.js").Mode} */
export class FlickerMode {
  name = "flicker";
  icon = "M4 9h13l-3-3M20 15H7l3 3";

  /** @param {import("./compare.js").Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.button = comparison.root.querySelector(".hold");
    this.showsOther = false;
    this.watchHold();
    comparison.root.addEventListener("keyup", (event) => event.key.toLowerCase() === "f" && this.release());
  }

  leave() {
    this.showsOther = false;
  }

  layOut(room, size) {
    return layOutOne(room, size);
  }

  draw() {
    const [first, second] = this.comparison.sides;
    first.element.style.visibility = this.showsOther ? "hidden" : "";
    second.element.style.visibility = this.showsOther ? "" : "hidden";
    this.button.setAttribute("aria-pressed", String(this.showsOther));
  }

  /** @param {boolean} isOn the other photo is shown while a key, a button or the photo is held */
  show(isOn) {
    if (this.comparison.mode === this && this.showsOther === isOn) return;
    this.comparison.setMode(this.name);
    this.showsOther = isOn;
    this.comparison.draw();
  }

  release() {
    if (this.comparison.mode === this) this.show(false);
  }

  watchHold() {
    this.button.addEventListener("pointerdown", (event) => {
      this.button.setPointerCapture(event.pointerId);
      this.show(true);
    });
    for (const name of ["pointerup", "pointercancel"]) this.button.addEventListener(name, () => this.release());
    this.button.addEventListener("contextmenu", (event) => event.preventDefault());
    // a key or a screen reader's click turns over for good, since neither can hold
    this.button.addEventListener("click", (event) => event.detail === 0 && this.show(!this.showsOther));
  }

  press() {
    if (this.comparison.view.zoom === 1) {
      this.show(true);
      this.comparison.stage.addEventListener("lostpointercapture", () => this.release(), { once: true });
    }
    return null;
  }
}
