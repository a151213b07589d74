import { _ } from "./texts.js";
import { clamp } from "./viewport.js";

/**
 * Shapes in px of the upright original, points as [row, column], pixel centres at whole numbers; the same JSON as
 * in Python.
 *
 * @typedef {[number, number]} Spot            row, column
 * @typedef {{type: "polygon", points: Spot[]}} Polygon
 * @typedef {{type: "ellipse", centre: Spot, radius_row_px: number, radius_column_px: number,
 *   angle_deg: number}} Ellipse               the angle turns the column axis towards the row axis
 * @typedef {Polygon | Ellipse} Shape
 * @typedef {{width: number, height: number}} Size
 */

const SMALLEST_AREA_PX = 25;

/** Digits beyond hundredths of a pixel are noise. @param {number} value */
const tidy = (value) => Math.round(value * 100) / 100;

/** @param {Spot} spot @param {Size} photo @returns {Spot} the nearest spot from its first pixel to its last */
export function keepOn([row, column], photo) {
  return [tidy(clamp(row, 0, photo.height - 1)), tidy(clamp(column, 0, photo.width - 1))];
}

/** @param {Spot[]} points @returns {Polygon} */
export function polygonOf(points) {
  return { type: "polygon", points };
}

/** The ellipse that fills the box between two corners. @param {Spot} a @param {Spot} b @returns {Ellipse} */
export function ellipseBetween(a, b) {
  return {
    type: "ellipse",
    centre: [tidy((a[0] + b[0]) / 2), tidy((a[1] + b[1]) / 2)],
    radius_row_px: tidy(Math.abs(a[0] - b[0]) / 2),
    radius_column_px: tidy(Math.abs(a[1] - b[1]) / 2),
    angle_deg: 0,
  };
}

/** Unit vectors of an ellipse's own column and row axes. @param {Ellipse} ellipse */
export function axesOf({ angle_deg: angle }) {
  const turn = (angle * Math.PI) / 180;
  return { along: [Math.sin(turn), Math.cos(turn)], across: [Math.cos(turn), -Math.sin(turn)] };
}

/** A spot given along an ellipse's own axes. @param {Ellipse} ellipse @returns {Spot} */
export function spotOn(ellipse, alongPx, acrossPx) {
  const { along, across } = axesOf(ellipse);
  return [0, 1].map((axis) => ellipse.centre[axis] + alongPx * along[axis] + acrossPx * across[axis]);
}

/** @param {Shape} shape @returns {Spot[]} */
export function outlineOf(shape) {
  if (shape.type === "polygon") return shape.points;
  return Array.from({ length: 72 }, (_, step) => {
    const t = (step * Math.PI) / 36;
    return spotOn(shape, shape.radius_column_px * Math.cos(t), shape.radius_row_px * Math.sin(t));
  });
}

/** Shifts a shape as far as it can go on the photo. @param {Shape} shape @param {Size} photo @returns {Shape} */
export function shift(shape, rows, columns, photo) {
  const anchors = shape.type === "polygon" ? shape.points : [shape.centre];
  const room = (axis, by, length) => {
    const values = anchors.map((spot) => spot[axis]);
    return clamp(by, -Math.min(...values), length - 1 - Math.max(...values));
  };
  const down = room(0, rows, photo.height);
  const right = room(1, columns, photo.width);
  const moved = ([row, column]) => [tidy(row + down), tidy(column + right)];
  if (shape.type === "polygon") return polygonOf(shape.points.map(moved));
  return { ...shape, centre: moved(shape.centre) };
}

/** @param {Ellipse} ellipse @param {"radius_row_px" | "radius_column_px"} radius @param {Spot} spot */
export function stretch(ellipse, radius, spot) {
  const { along, across } = axesOf(ellipse);
  const axis = radius === "radius_row_px" ? across : along;
  const reach = (spot[0] - ellipse.centre[0]) * axis[0] + (spot[1] - ellipse.centre[1]) * axis[1];
  return { ...ellipse, [radius]: Math.max(1, tidy(Math.abs(reach))) };
}

/** Turns an ellipse so that its upper row axis points at a spot. @param {Ellipse} ellipse @param {Spot} spot */
export function turnTo(ellipse, spot) {
  const degrees = (Math.atan2(spot[1] - ellipse.centre[1], ellipse.centre[0] - spot[0]) * 180) / Math.PI;
  return { ...ellipse, angle_deg: tidy(degrees) };
}

/** @param {Shape} shape @returns {number} enclosed px² */
export function areaOf(shape) {
  if (shape.type === "ellipse") return Math.PI * shape.radius_row_px * shape.radius_column_px;
  const sum = sidesOf(shape.points).reduce((total, [a, b]) => total + a[0] * b[1] - b[0] * a[1], 0);
  return Math.abs(sum) / 2;
}

/** What is wrong with a shape, in a sentence; empty when it can be measured. @param {Shape} shape */
export function problemOf(shape) {
  if (shape.type === "polygon" && shape.points.length < 3) return _("A region needs at least three points.");
  if (shape.type === "polygon" && crossesItself(shape.points)) {
    return _("The outline crosses itself: move its points so that no two sides cross.");
  }
  return areaOf(shape) < SMALLEST_AREA_PX ? _("The region has no area: draw it larger.") : "";
}

/** @param {Spot[]} points @returns {[Spot, Spot][]} */
function sidesOf(points) {
  return points.map((point, index) => [point, points[(index + 1) % points.length]]);
}

/** @param {Spot[]} points */
function crossesItself(points) {
  const sides = sidesOf(points);
  return sides.some((one, i) =>
    sides.some((other, j) => j > i + 1 && !(i === 0 && j === sides.length - 1) && meet(...one, ...other)),
  );
}

/** Whether the segments ab and cd have a spot in common, touching included. */
function meet(a, b, c, d) {
  const turn = (p, q, r) => (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  if (turn(a, b, c) * turn(a, b, d) > 0 || turn(c, d, a) * turn(c, d, b) > 0) return false;
  return [0, 1].every(
    (axis) =>
      Math.max(Math.min(a[axis], b[axis]), Math.min(c[axis], d[axis])) <=
      Math.min(Math.max(a[axis], b[axis]), Math.max(c[axis], d[axis])),
  );
}
