import { TEXTS, say } from "./compare_texts.js";
import { write } from "./controls.js";
import { layOutOne } from "./layout.js";

/**
 * One photo at a time in the same place, by hand or by itself.
 *
 * By itself it changes at most four times a second, which is two flashes: fewer than the three that
 * may bring on a seizure (WCAG 2.2, 2.3.1). It starts by a press alone, never when motion was asked
 * to be reduced nor at any other time, and stops when the mode or the tab is left.
 * @implements {import("./compare_modes.js").Mode}
 */
export class FlickerMode {
  name = "flicker";
  icon = "M4 9h13l-3-3M20 15H7l3 3";

  /** @param {import("./compare.js").Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.button = comparison.root.querySelector(".hold");
    this.autoButton = comparison.root.querySelector(".auto");
    this.range = comparison.root.querySelector(".rate input");
    this.showsOther = false;
    this.shortcuts = [
      { keys: ["F"], words: TEXTS.holdKey, deed: () => this.show(true) },
      { keys: ["A"], words: TEXTS.autoKey, deed: () => this.toggle() },
    ];
    this.watch();
  }

  leave() {
    this.stop();
    this.showsOther = false;
  }

  layOut(room, size) {
    return layOutOne(room, size);
  }

  draw() {
    const [first, second] = this.comparison.sides;
    first.element.style.visibility = this.showsOther ? "hidden" : "";
    second.element.style.visibility = this.showsOther ? "" : "hidden";
    this.button.setAttribute("aria-pressed", String(this.showsOther && !this.timer));
    write(this.autoButton, this.timer ? TEXTS.stop : TEXTS.auto);
    const rate = say(TEXTS.rateValue, { rate: this.rate.toLocaleString(document.documentElement.lang || "en") });
    write(this.comparison.root.querySelector(".rate-value"), rate);
    this.range.setAttribute("aria-valuetext", rate);
  }

  /** Changes per second. */
  get rate() {
    return Number(this.range.value);
  }

  /** @param {boolean} isOn the other photo is shown while a key, a button or the photo is held */
  show(isOn) {
    this.stop();
    if (this.comparison.mode === this && this.showsOther === isOn) return;
    this.comparison.setMode(this.name);
    this.showsOther = isOn;
    this.comparison.draw();
  }

  release() {
    if (this.comparison.mode === this && !this.timer) this.show(false);
  }

  // ---- by itself ----------------------------------------------------------------------------

  toggle() {
    if (this.timer) this.stop();
    else this.start();
    this.comparison.draw();
  }

  start() {
    this.comparison.setMode(this.name);
    this.stop();
    this.timer = setInterval(() => {
      this.showsOther = !this.showsOther;
      this.comparison.draw();
    }, 1000 / this.rate);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }

  // ---- watching -----------------------------------------------------------------------------

  watch() {
    this.autoButton.addEventListener("click", () => this.toggle());
    this.range.addEventListener("input", () => {
      if (this.timer) this.start();
      this.comparison.draw();
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.toggle());
    this.comparison.root.addEventListener("keyup", (event) => event.key.toLowerCase() === "f" && this.release());
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
    if (this.comparison.view.zoom === 1 && !this.timer) {
      this.show(true);
      this.comparison.stage.addEventListener("lostpointercapture", () => this.release(), { once: true });
    }
    return null;
  }
}
