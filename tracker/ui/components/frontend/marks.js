import { svgOf } from "./svg.js";

/**
 * Numbered points on a photo. Elements are kept and reused, so that the keyboard's focus stays where it is.
 *
 * @typedef {import("./viewport.js").Point} Point
 */

// well apart from each other and from skin of any tone
const INKS = ["#ffd60a", "#35d7c5", "#ff8ac4", "#8ab8ff", "#ff9b42", "#b6f35c", "#d9b3ff", "#ffffff"];
const REACH_PX = 22;
const RING_PX = 9;
const FLAG_PX = 17;

export class Marks {
  /** @param {SVGElement} layer */
  constructor(layer) {
    this.layer = layer;
    this.caret = layer.querySelector(".caret");
    /** @type {SVGElement[]} */
    this.groups = [];
  }

  /**
   * @param {Point[]} points px of the stage @param {string} where for who can't see the photo
   * @param {{width: number, height: number}} stage @param {Point | null} caret where the keyboard points
   */
  draw(points, where, stage, caret) {
    while (this.groups.length > points.length) this.groups.pop().remove();
    while (this.groups.length < points.length) this.groups.push(this.add(this.groups.length));
    points.forEach((point, index) => this.place(this.groups[index], point, `Point ${index + 1}, ${where}`, stage));
    this.caret.style.display = caret ? "" : "none";
    if (caret) this.caret.setAttribute("transform", `translate(${caret.x} ${caret.y})`);
  }

  add(index) {
    const group = svgOf("g", { class: "mark", tabindex: 0, role: "button", "data-mark": index });
    group.style.setProperty("--ink", INKS[index]);
    const text = svgOf("text");
    text.textContent = String(index + 1);
    group.append(
      svgOf("circle", { class: "reach", r: REACH_PX }),
      svgOf("circle", { class: "halo", r: RING_PX }),
      svgOf("circle", { class: "line", r: RING_PX }),
      svgOf("circle", { class: "spot", r: 1.5 }),
      svgOf("circle", { class: "flag", r: 9.5 }),
      text,
    );
    this.layer.insertBefore(group, this.caret);
    return group;
  }

  /** The number stands beside the ring, on the side where there is room. */
  place(group, { x, y }, label, stage) {
    group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    group.setAttribute("aria-label", label);
    const [across, up] = [x > stage.width - 30 ? -FLAG_PX : FLAG_PX, y < 30 ? FLAG_PX : -FLAG_PX];
    const [flag, text] = [...group.children].slice(-2);
    flag.setAttribute("cx", String(across));
    flag.setAttribute("cy", String(up));
    text.setAttribute("x", String(across));
    text.setAttribute("y", String(up));
  }
}
