import { clamp } from "./viewport.js";

/**
 * Forms of annotations as SVG draws them. Spots are [row, column] in px of a photo, pixel centres at
 * whole numbers; points are px of the pane. All functions are pure.
 *
 * @typedef {[number, number]} Spot
 * @typedef {import("./viewport.js").Point} Point
 * @typedef {import("./viewport.js").Box} Box      where the whole photo lies in the pane
 * @typedef {import("./viewport.js").Size} Size    of the photo in its own px
 * @typedef {"arrow" | "ellipse" | "freehand" | "text"} Kind
 */

export const MOST_SPOTS = 300;
const HEAD_PX = 13;
const HEAD_TURN = 0.5;
const LINE_LETTERS = 28;
/** Control points at this share of a radius make four Bézier curves an ellipse. */
const ROUND = 0.5523;

/** @param {Spot} spot @param {Box} at @param {Size} photo @returns {Point} */
export function pointOfSpot([row, column], at, photo) {
  return {
    x: at.x + ((column + 0.5) / photo.width) * at.width,
    y: at.y + ((row + 0.5) / photo.height) * at.height,
  };
}

/** @param {Point} point @param {Box} at @param {Size} photo @returns {Spot} the nearest one on the photo */
export function spotOfPoint({ x, y }, at, photo) {
  const along = (start, length, px, value) => clamp(((value - start) / length) * px, 0, px) - 0.5;
  return [along(at.y, at.height, photo.height, y), along(at.x, at.width, photo.width, x)];
}

/** The centre and the ends of two radii of the ellipse that fills a box. @param {Spot} a @param {Spot} b @returns {Spot[]} */
export function ellipseWithin(a, b) {
  const [row, column] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  return [
    [row, column],
    [row, Math.max(a[1], b[1])],
    [Math.max(a[0], b[0]), column],
  ];
}

/** @param {Kind} kind @param {Point[]} points @returns {string} an SVG path; empty for a text */
export function pathOf(kind, points) {
  if (kind === "arrow") return arrowPath(...points);
  if (kind === "ellipse") return ellipsePath(...points);
  return kind === "freehand" ? `M${points.map(numbersOf).join("L")}` : "";
}

function arrowPath(tail, tip) {
  const back = Math.atan2(tail.y - tip.y, tail.x - tip.x);
  const length = Math.min(HEAD_PX, 0.6 * Math.hypot(tail.x - tip.x, tail.y - tip.y));
  const barb = (turn) => ({ x: tip.x + length * Math.cos(back + turn), y: tip.y + length * Math.sin(back + turn) });
  const [left, right] = [barb(HEAD_TURN), barb(-HEAD_TURN)];
  return `M${numbersOf(tail)}L${numbersOf(tip)}M${numbersOf(left)}L${numbersOf(tip)}L${numbersOf(right)}`;
}

/** Conjugate radii need not stand upright on each other, so that a warped ellipse is drawn as it lies. */
function ellipsePath(centre, one, other) {
  const at = (along, across) => ({
    x: centre.x + along * (one.x - centre.x) + across * (other.x - centre.x),
    y: centre.y + along * (one.y - centre.y) + across * (other.y - centre.y),
  });
  const quarters = [
    [at(1, ROUND), at(ROUND, 1), at(0, 1)],
    [at(-ROUND, 1), at(-1, ROUND), at(-1, 0)],
    [at(-1, -ROUND), at(-ROUND, -1), at(0, -1)],
    [at(ROUND, -1), at(1, -ROUND), at(1, 0)],
  ];
  return `M${numbersOf(at(1, 0))}${quarters.map((curve) => `C${curve.map(numbersOf).join(" ")}`).join("")}Z`;
}

function numbersOf({ x, y }) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** A line with fewer spots that keeps its form (Douglas and Peucker, 1973). @param {Spot[]} spots @param {number} within px @returns {Spot[]} */
export function simplified(spots, within) {
  let kept = thinned(spots, within);
  for (let px = within; kept.length > MOST_SPOTS; px *= 1.5) kept = thinned(spots, px);
  return kept;
}

function thinned(spots, within) {
  if (spots.length < 3) return spots;
  const [first, last] = [spots[0], spots.at(-1)];
  const off = spots.map((spot) => besideLine(spot, first, last));
  const farthest = off.indexOf(Math.max(...off.slice(1, -1)), 1);
  if (off[farthest] <= within) return [first, last];
  return [...thinned(spots.slice(0, farthest + 1), within).slice(0, -1), ...thinned(spots.slice(farthest), within)];
}

/** How far a spot lies from the part of a line between two others. */
function besideLine([row, column], [fromRow, fromColumn], [toRow, toColumn]) {
  const [down, right] = [toRow - fromRow, toColumn - fromColumn];
  const length2 = down * down + right * right;
  const share = length2 ? clamp(((row - fromRow) * down + (column - fromColumn) * right) / length2, 0, 1) : 0;
  return Math.hypot(row - fromRow - share * down, column - fromColumn - share * right);
}

/** A text on lines short enough for a photo; a longer word is broken. @param {string} text @returns {string[]} */
export function linesOf(text) {
  const lines = [""];
  for (const word of text.split(" ").flatMap(piecesOf)) {
    const line = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (line.length <= LINE_LETTERS) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}

function piecesOf(word) {
  return word.match(new RegExp(`.{1,${LINE_LETTERS}}`, "gu")) ?? [];
}
