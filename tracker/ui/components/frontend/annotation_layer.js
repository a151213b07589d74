import { linesOf, pathOf, pointOfSpot } from "./annotation_forms.js";
import { svgOf } from "./svg.js";

/**
 * The annotations of one photo, over its pane: white with a dark halo, so that they are seen on any skin,
 * and as thick at any zoom. Nothing of it is ever drawn into a picture.
 *
 * @typedef {object} Drawn
 * @property {string} id
 * @property {import("./annotation_forms.js").Kind} kind
 * @property {import("./annotation_forms.js").Spot[]} spots  px of the photo as it is shown
 * @property {string} text
 * @property {string} words  for who can't see it
 */

const LINE_PX = 19;

export class AnnotationLayer {
  /** @param {import("./photo_pane.js").PhotoPane} pane */
  constructor(pane) {
    this.pane = pane;
    this.svg = svgOf("svg", { class: "annotation-layer" });
    pane.element.insertBefore(this.svg, pane.frame);
  }

  /**
   * @param {Drawn[]} drawings @param {import("./viewport.js").Box} at of the whole photo in the pane
   * @param {import("./viewport.js").Point | null} caret where the keyboard points
   * @param {number} version another one for other drawings
   */
  draw(drawings, at, caret, version) {
    const state = [at.x, at.y, at.width, at.height, caret?.x, caret?.y, version].join(" ");
    if (state === this.state) return;
    this.state = state;
    const groups = drawings.map((drawing) => groupOf(drawing, at, this.pane.size));
    this.svg.replaceChildren(...groups, ...(caret ? [caretAt(caret)] : []));
  }
}

function groupOf({ id, kind, spots, text, words }, at, photo) {
  const points = spots.map((spot) => pointOfSpot(spot, at, photo));
  const group = svgOf("g", { class: "annotation", role: "img", "aria-label": words, "data-id": id });
  if (kind === "text") group.append(...textAt(points[0], text, at));
  else group.append(...twice("path", { d: pathOf(kind, points) }));
  return group;
}

function twice(name, attributes) {
  return ["halo", "line"].map((layer) => svgOf(name, { class: layer, ...attributes }));
}

/** Written towards the side that has more room. */
function textAt({ x, y }, text, at) {
  const isLeft = x < at.x + 0.6 * at.width;
  const words = svgOf("text", { class: "words", x: x + (isLeft ? 8 : -8), y, "text-anchor": isLeft ? "start" : "end" });
  const lines = linesOf(text).map((line, index) => {
    const part = svgOf("tspan", { x: x + (isLeft ? 8 : -8), dy: index ? LINE_PX : 5 });
    part.textContent = line;
    return part;
  });
  words.append(...lines);
  return [svgOf("circle", { class: "spot", cx: x, cy: y, r: 3.5 }), words];
}

function caretAt({ x, y }) {
  const caret = svgOf("g", { class: "caret", transform: `translate(${x} ${y})`, "aria-hidden": "true" });
  caret.append(...twice("path", { d: "M-13 0H-4M4 0H13M0 -13V-4M0 4V13" }));
  return caret;
}
