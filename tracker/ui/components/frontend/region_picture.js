import { write } from "./controls.js";
import { svgOf } from "./svg.js";
import { _, marked } from "./texts.js";

/**
 * Draws regions, the outline in the making, grips and the ruler into the stage's SVG.
 * Elements are kept and reused, so that the keyboard's focus stays where it is.
 *
 * @typedef {{x: number, y: number}} Point      px of the stage
 * @typedef {object} Scene
 * @property {{name: string, outlines: Point[][], isProposed: boolean}[]} rings   skin that the program outlines:
 *   what regions are compared with, or zones that may become regions
 * @property {{id: string, name: string, role: string, points: Point[], isSelected: boolean, hasArm: boolean}[]} regions
 * @property {Point[]} draft
 * @property {(import("./grips.js").Grip & {point: Point})[]} grips
 * @property {{points: Point[], text: string} | null} ruler
 * @property {Point | null} caret               where the keyboard draws
 */

const REACH_PX = 22;
const ARM_PX = 36; // the name stands above the turning grip
const DOT_PX = { point: 7, middle: 4.5, turn: 6 };

/** @param {Point[]} points */
const ROLES = { treated: marked("treated"), untreated: marked("untreated") };
const MOST_LABELS = 6;

const pathOf = (points) => `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;

export class RegionPicture {
  /** @param {HTMLElement} stage */
  constructor(stage) {
    const part = (selector) => stage.querySelector(selector);
    this.ringLayer = part(".rings");
    this.ringLabels = [];
    this.shapes = part(".shapes");
    this.draft = part(".drawing .draft");
    this.ruler = part(".drawing .ruler");
    this.gripLayer = part(".grips");
    this.caret = part(".caret");
    this.labels = part(".labels");
    this.stage = stage;
    this.parts = new Map();
    this.rulerLabel = this.addLabel("ruler");
  }

  /** @param {Scene} scene */
  draw(scene) {
    this.drawRings(scene.rings);
    this.drawRegions(scene.regions);
    for (const line of this.draft.children) line.setAttribute("points", scene.draft.map(({ x, y }) => `${x},${y}`).join(" "));
    this.drawGrips(scene.grips, scene.draft.length > 0);
    this.drawRuler(scene.ruler);
    this.caret.style.display = scene.caret ? "" : "none";
    if (scene.caret) this.caret.setAttribute("transform", `translate(${scene.caret.x} ${scene.caret.y})`);
  }

  drawRings(rings) {
    while (this.ringLabels.length > rings.length) {
      this.ringLayer.lastChild.remove();
      this.ringLabels.pop().remove();
    }
    while (this.ringLabels.length < rings.length) {
      const group = svgOf("g", { class: "ring", role: "img" });
      group.append(svgOf("title"), svgOf("path", { class: "halo" }), svgOf("path", { class: "line" }));
      this.ringLayer.append(group);
      this.ringLabels.push(this.addLabel("untreated"));
    }
    rings.forEach((ring, index) => this.drawRing(this.ringLayer.children[index], this.ringLabels[index], ring));
  }

  drawRing(group, label, { name, outlines, isProposed }) {
    for (const path of group.querySelectorAll("path")) path.setAttribute("d", outlines.map(pathOf).join(""));
    const words = `${name} · ${isProposed ? _("proposed") : _("control")}`;
    group.setAttribute("aria-label", words);
    write(group.querySelector("title"), words);
    group.classList.toggle("is-proposed", isProposed);
    // a dozen proposed zones lie close together: their names stand beside the picture
    label.classList.toggle("is-left-out", isProposed);
    const points = outlines.flat();
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    const below = Math.max(...ys) + label.offsetHeight + 18;
    const foot = this.stage.clientHeight - 1; // where the ring reaches beyond the picture's lower edge
    const y = Math.min(...ys) < foot ? Math.min(below, foot) : below;
    this.placeLabel(label, words, { x: (Math.min(...xs) + Math.max(...xs)) / 2, y });
  }

  drawRegions(regions) {
    const wanted = new Set(regions.map(({ id }) => id));
    for (const [id, part] of this.parts) {
      if (wanted.has(id)) continue;
      part.group.remove();
      part.label.remove();
      this.parts.delete(id);
    }
    const isCrowded = regions.length > MOST_LABELS;
    for (const region of regions) {
      this.drawRegion(this.parts.get(region.id) ?? this.addRegion(region.id), region, isCrowded);
    }
  }

  addRegion(id) {
    const group = svgOf("g", { class: "region", tabindex: 0, role: "button", "data-region": id });
    group.append(svgOf("title"), svgOf("path", { class: "halo" }), svgOf("path", { class: "line" }));
    this.shapes.append(group);
    const part = { group, label: this.addLabel("") };
    this.parts.set(id, part);
    return part;
  }

  /** Where regions are many their names would cover the face: then the selected one's alone is shown. */
  drawRegion({ group, label }, { name, role, points, isSelected, hasArm }, isCrowded) {
    for (const path of group.querySelectorAll("path")) path.setAttribute("d", pathOf(points));
    group.dataset.role = role;
    group.classList.toggle("is-selected", isSelected);
    group.setAttribute("aria-pressed", String(isSelected));
    const words = role === "new" ? name : `${name} · ${_(ROLES[role] ?? role)}`;
    group.setAttribute("aria-label", words);
    write(group.querySelector("title"), words);
    label.dataset.role = role;
    label.classList.toggle("is-left-out", isCrowded && !isSelected);
    const xs = points.map(({ x }) => x);
    const top = Math.min(...points.map(({ y }) => y)) - (hasArm ? ARM_PX : 0);
    this.placeLabel(label, words, { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: top });
  }

  addLabel(role) {
    const label = document.createElement("div");
    label.className = "label";
    label.dataset.role = role;
    this.labels.append(label);
    return label;
  }

  /** Above the point and within the stage, below it where there is no room. */
  placeLabel(label, words, { x, y }) {
    write(label, words);
    const { clientWidth: width, clientHeight: height } = this.stage;
    const left = Math.min(Math.max(4, x - label.offsetWidth / 2), width - label.offsetWidth - 4);
    const top = y - label.offsetHeight - 10;
    const isSeen = x > 0 && x < width && y > -label.offsetHeight && y < height;
    label.style.visibility = isSeen ? "" : "hidden";
    label.style.transform = `translate(${left}px, ${top < 4 ? Math.max(4, y + 8) : top}px)`;
  }

  drawGrips(grips, isDraft) {
    while (this.gripLayer.children.length > grips.length) this.gripLayer.lastChild.remove();
    while (this.gripLayer.children.length < grips.length) {
      const grip = svgOf("g", { class: "grip" });
      grip.append(svgOf("circle", { class: "reach" }), svgOf("circle", { class: "dot" }));
      this.gripLayer.append(grip);
    }
    grips.forEach((grip, index) => this.drawGrip(this.gripLayer.children[index], grip, index, isDraft));
  }

  drawGrip(element, { kind, label, point }, index, isDraft) {
    const [reach, dot] = element.children;
    element.dataset.grip = String(index);
    element.dataset.kind = kind;
    element.setAttribute("transform", `translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`);
    element.classList.toggle("is-first", isDraft && index === 0);
    reach.setAttribute("r", String(kind === "middle" ? REACH_PX / 2 : REACH_PX));
    dot.setAttribute("r", String(DOT_PX[kind]));
    if (label) {
      element.setAttribute("tabindex", "0");
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", label);
      element.removeAttribute("aria-hidden");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) element.removeAttribute(name);
      element.setAttribute("aria-hidden", "true");
    }
  }

  drawRuler(ruler) {
    this.ruler.style.display = ruler ? "" : "none";
    this.rulerLabel.hidden = !ruler;
    if (!ruler) return;
    const [a, b] = ruler.points;
    const [halo, line, first, second] = this.ruler.children;
    for (const each of [halo, line]) {
      for (const [name, value] of Object.entries({ x1: a.x, y1: a.y, x2: b.x, y2: b.y })) each.setAttribute(name, value);
    }
    [first, second].forEach((circle, index) => {
      circle.setAttribute("cx", ruler.points[index].x);
      circle.setAttribute("cy", ruler.points[index].y);
    });
    this.placeLabel(this.rulerLabel, ruler.text, { x: (a.x + b.x) / 2, y: Math.min(a.y, b.y) });
  }
}
