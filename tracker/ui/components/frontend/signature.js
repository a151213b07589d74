import { write } from "./controls.js";
import { svgOf } from "./svg.js";
import { _, translateMarkup, useTexts } from "./texts.js";

/**
 * A field to sign in. Strokes are lists of points [row, column] in units of the pad, whatever its size
 * on the screen.
 *
 * @typedef {[number, number]} PadPoint
 */

// closer points than this, in units of the pad, add nothing to a line
const NEAREST = 3;
const MOST_STROKES = 200;
const MOST_POINTS = 2000;

class SignaturePad {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.pad = root.querySelector(".pad");
    /** @type {PadPoint[][]} */
    this.strokes = [];
    this.pad.addEventListener("pointerdown", (event) => this.begin(event));
    this.pad.addEventListener("pointermove", (event) => this.go(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.pad.addEventListener(name, (event) => this.end(event));
    }
    root.querySelector(".clear").addEventListener("click", () => this.clear());
  }

  /** @param {{label: string, size: [number, number]}} data */
  update({ label, size: [width, height] }) {
    this.size = [width, height];
    this.pad.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.pad.setAttribute("aria-label", label);
    const [row, edge] = [0.75 * height, 0.05 * width];
    this.pad.querySelector(".base").setAttribute("d", `M${edge} ${row}H${width - edge}`);
    this.say();
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button !== 0 || this.pointer !== undefined || this.strokes.length >= MOST_STROKES) return;
    event.preventDefault();
    this.pointer = event.pointerId;
    this.pad.setPointerCapture(event.pointerId);
    this.path = svgOf("path");
    this.pad.querySelector(".ink").append(this.path);
    this.strokes.push([]);
    this.add(event);
  }

  /** @param {PointerEvent} event */
  go(event) {
    if (event.pointerId !== this.pointer) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const each of passed.length ? passed : [event]) this.add(each);
  }

  /** @param {PointerEvent} event */
  end(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = undefined;
    this.tell(this.strokes);
    this.say();
  }

  /** @param {PointerEvent} event */
  add({ clientX, clientY }) {
    const box = this.pad.getBoundingClientRect();
    const [width, height] = this.size;
    const within = (part, most) => Math.round(Math.min(Math.max(part, 0), 1) * most);
    const point = [
      within((clientY - box.top) / box.height, height),
      within((clientX - box.left) / box.width, width),
    ];
    const stroke = this.strokes.at(-1);
    const last = stroke.at(-1);
    const isNear = last && Math.hypot(point[0] - last[0], point[1] - last[1]) < NEAREST;
    if (isNear || stroke.length >= MOST_POINTS) return;
    stroke.push(point);
    // a line of no length is a dot under a round end
    const [first, ...others] = stroke.map(([row, column]) => `${column} ${row}`);
    this.path.setAttribute("d", `M${first}L${[first, ...others].join("L")}`);
  }

  clear() {
    this.strokes = [];
    this.pad.querySelector(".ink").replaceChildren();
    this.tell(this.strokes);
    this.say();
  }

  say() {
    const count = this.strokes.length;
    this.root.querySelector(".clear").disabled = !count;
    const words = count ? _("Signed.") : _("Sign here with pen, finger or mouse.");
    write(this.root.querySelector(".hint"), words);
  }
}

/** @type {WeakMap<HTMLElement, SignaturePad>} */
const signaturePads = new WeakMap();

/** Called at each rerun; what is drawn stays. */
export default function signHere({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".signature");
  if (!signaturePads.has(root)) {
    useTexts(data.texts);
    translateMarkup(root);
    signaturePads.set(root, new SignaturePad(root));
  }
  const pad = signaturePads.get(root);
  pad.tell = (strokes) => setStateValue("strokes", strokes);
  pad.update(data);
}
