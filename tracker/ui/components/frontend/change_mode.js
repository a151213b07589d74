import { readOut, writeLegend } from "./change_legend.js";
import { drawMarks } from "./change_marks.js";
import { ChangeSource } from "./change_source.js";
import { TEXTS, say } from "./compare_texts.js";
import { checkRadio, watchRadios, write } from "./controls.js";
import { layOutOne } from "./layout.js";
import { placePicture } from "./viewport.js";

/**
 * Where skin changed from the left photo to the right one, over the right one in grey.
 * @implements {import("./compare_modes.js").Mode}
 */
export class ChangeMode {
  name = "change";
  icon = "M12 3v6M9 6h6M9 18h6M4 12h16";
  isVeiledOnce = true;
  /** Its thresholds and units are no words for the talk with the patient. */
  isForStaff = true;

  /** @param {import("./compare.js").Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    const part = (selector) => comparison.root.querySelector(selector);
    this.layer = part(".change-layer");
    this.picture = this.layer.querySelector("img");
    this.marks = this.layer.querySelector("canvas");
    this.state = this.layer.querySelector(".change-state");
    this.kinds = part(".change-kinds");
    this.range = part(".change-opacity input");
    this.legend = part(".change-legend");
    this.reading = part(".change-reading");
    this.kind = "redness";
    this.source = new ChangeSource(() => this.isOn && comparison.draw());
    watchRadios(this.kinds, (kind) => {
      this.kind = kind;
      comparison.draw();
    });
    this.range.addEventListener("input", () => comparison.draw());
    for (const name of ["pointermove", "pointerdown"]) comparison.stage.addEventListener(name, (event) => this.read(event));
    // a finger that lifts leaves as well, and then wants to read
    comparison.stage.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && write(this.reading, ""));
  }

  get isOn() {
    return this.comparison.mode === this;
  }

  layOut(room, size) {
    return layOutOne(room, size);
  }

  /** The address of the pair's map; null where the two can't be compared. */
  get url() {
    const { choice, data } = this.comparison;
    if (!choice.isAligned || !data.reference_digest) return null;
    const [left, right] = choice.pair.map((frame) => frame.digest);
    const variants = choice.pair.map((frame) => new URLSearchParams(frame.aligned_url.split("?")[1]).get("variant") ?? "");
    return `/pair/${left}/${right}/change?reference=${data.reference_digest}&variants=${variants.join("-")}`;
  }

  draw() {
    const [first, second] = this.comparison.sides;
    this.comparison.veilSwitch.hidden = true;
    first.element.style.visibility = "hidden";
    second.drape(null);
    this.source.ask(this.url);
    checkRadio(this.kinds, this.kind);
    const shown = this.shown;
    write(this.state, this.words);
    this.layer.dataset.state = shown ? "ready" : this.source.state === "waiting" ? "loading" : "refused";
    this.legend.hidden = !shown;
    const [left, right] = this.comparison.names;
    write(this.legend.querySelector(".change-pair"), say(TEXTS.changeFromTo, { left, right }));
    if (shown) writeLegend(this.legend, this.kind, this.source.legend);
    this.place(second, shown);
  }

  /** What is told of the chosen kind, once it is known and not refused. */
  get shown() {
    const told = this.source.legend?.[this.kind];
    return told && !told.refused ? told : null;
  }

  get words() {
    if (!this.url) return TEXTS.changeNotAligned;
    if (this.source.state === "waiting") return TEXTS.changeWaiting;
    if (this.source.state === "failed") return this.source.reason || TEXTS.changeFailed;
    const refused = this.source.legend?.[this.kind]?.refused;
    return refused ? say(TEXTS[`${this.kind}Refused`], { reason: refused }) : "";
  }

  /** Lays picture and signs over the second photo, as it stands. */
  place(pane, shown) {
    const { box, size } = pane;
    const room = { x: 0, y: 0, width: box.width, height: box.height };
    this.at = placePicture(this.comparison.view, room, size);
    Object.assign(this.layer.style, {
      left: `${box.x}px`,
      top: `${box.y}px`,
      width: `${box.width}px`,
      height: `${box.height}px`,
    });
    const wanted = shown ? this.source.pictureOf(this.kind) : "";
    if (this.picture.getAttribute("src") !== wanted) {
      if (wanted) this.picture.src = wanted;
      else this.picture.removeAttribute("src");
    }
    this.picture.hidden = !shown;
    const { style } = pane.image;
    Object.assign(this.picture.style, { width: style.width, height: style.height, transform: style.transform });
    this.picture.style.opacity = String(this.range.value / 100);
    this.range.setAttribute("aria-valuetext", `${this.range.value} %`);
    drawMarks(this.marks, this.at, room, shown && shown.places);
  }

  /** Says the value under the pointer. @param {PointerEvent} event */
  read(event) {
    const shown = this.isOn && this.at ? this.shown : null;
    if (!shown) return;
    const { left, top } = this.marks.getBoundingClientRect();
    const u = (event.clientX - left - this.at.x) / this.at.width;
    const v = (event.clientY - top - this.at.y) / this.at.height;
    write(this.reading, u >= 0 && v >= 0 && u < 1 && v < 1 ? readOut(shown, u, v) : "");
  }

  enter() {
    this.source.forget();
  }

  leave() {
    write(this.reading, "");
  }
}
