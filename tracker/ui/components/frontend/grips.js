import { keepOn, polygonOf, spotOn, stretch, turnTo } from "./shapes.js";
import { _ } from "./texts.js";

/**
 * The spots by which a shape is taken and changed.
 *
 * @typedef {object} Grip
 * @property {string} label          what a screen reader says; empty for pointer-only grips
 * @property {"point" | "middle" | "turn"} kind
 * @property {[number, number]} at   row, column
 * @property {(spot: [number, number]) => import("./shapes.js").Shape} pull   the shape when taken there
 * @property {() => import("./shapes.js").Shape} [remove]
 */

/**
 * @param {import("./shapes.js").Shape} shape @param {import("./shapes.js").Size} photo
 * @param {number} armPx how far out the turning grip stands, in px of the original
 * @returns {Grip[]}
 */
export function gripsOf(shape, photo, armPx) {
  return shape.type === "polygon" ? polygonGrips(shape, photo) : ellipseGrips(shape, photo, armPx);
}

function polygonGrips({ points }, photo) {
  const corners = points.map((at, index) => ({
    label: _("Point {number} of {count}", { number: index + 1, count: points.length }),
    kind: "point",
    at,
    pull: (spot) => polygonOf(points.with(index, keepOn(spot, photo))),
    remove: () => polygonOf(points.toSpliced(index, 1)),
  }));
  const middles = points.map((point, index) => {
    const next = points[(index + 1) % points.length];
    return {
      label: "",
      kind: "middle",
      at: [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2],
      pull: (spot) => polygonOf(points.toSpliced(index + 1, 0, keepOn(spot, photo))),
    };
  });
  return [...corners, ...middles];
}

function ellipseGrips(ellipse, photo, armPx) {
  const { radius_column_px: along, radius_row_px: across } = ellipse;
  const radius = (label, name, at) => ({
    label,
    kind: "point",
    at,
    pull: (spot) => stretch(ellipse, name, keepOn(spot, photo)),
  });
  return [
    radius(_("Right end"), "radius_column_px", spotOn(ellipse, along, 0)),
    radius(_("Lower end"), "radius_row_px", spotOn(ellipse, 0, across)),
    radius(_("Left end"), "radius_column_px", spotOn(ellipse, -along, 0)),
    radius(_("Upper end"), "radius_row_px", spotOn(ellipse, 0, -across)),
    {
      label: _("Turn"),
      kind: "turn",
      at: spotOn(ellipse, 0, -across - armPx),
      pull: (spot) => turnTo(ellipse, spot),
    },
  ];
}
