/**
 * Shift, turn and scale by which a photo lies over its reference. All functions are pure.
 *
 * @typedef {import("./viewport.js").Box} Box
 * @typedef {import("./viewport.js").Size} Size
 * @typedef {{row: number, column: number, turn: number, scale: number}} Similarity   px of the reference by
 *   which the photo's middle lies below and right of the reference's middle; degrees clockwise; px of the
 *   reference for one px of the photo
 * @typedef {{row: number, column: number}} Place   px from the reference's middle
 */

const DIGITS = 1e6;

/** Without rounding errors, and the turn from -180 to 180. @param {Similarity} laid @returns {Similarity} */
function tidied({ row, column, turn, scale }) {
  const round = (value) => Math.round(value * DIGITS) / DIGITS;
  return { row: round(row), column: round(column), turn: round(turn - 360 * Math.round(turn / 360)), scale: round(scale) };
}

/** @param {Similarity} laid @param {number} rows @param {number} columns @returns {Similarity} */
export function shifted(laid, rows, columns) {
  return tidied({ ...laid, row: laid.row + rows, column: laid.column + columns });
}

/**
 * Turned and scaled while one place of the reference stays under the same spot of the photo.
 * @param {Similarity} laid @param {Place} pivot @param {number} degrees @param {number} factor
 * @returns {Similarity}
 */
export function turnedAbout(laid, pivot, degrees, factor) {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle) * factor, Math.sin(angle) * factor];
  const [down, right] = [laid.row - pivot.row, laid.column - pivot.column];
  return tidied({
    row: pivot.row + sin * right + cos * down,
    column: pivot.column + cos * right - sin * down,
    turn: laid.turn + degrees,
    scale: laid.scale * factor,
  });
}

/** The place of the reference under a point of the stage. @param {Box} at @param {Size} reference @returns {Place} */
export function placeUnder(point, at, reference) {
  const scale = reference.width / at.width;
  return {
    row: (point.y - at.y - at.height / 2) * scale,
    column: (point.x - at.x - at.width / 2) * scale,
  };
}

/**
 * Lays a photo over the reference's box; zooming only scales what was laid out, so that it stays smooth.
 * @param {HTMLElement} element @param {Similarity} laid @param {Size} photo
 * @param {Box} at where the reference lies @param {Size} reference @param {number} zoom
 */
export function layLaid(element, laid, photo, at, reference, zoom) {
  const scale = at.width / reference.width;
  const [width, height] = [(photo.width * scale) / zoom, (photo.height * scale) / zoom];
  const x = at.x + at.width / 2 + laid.column * scale;
  const y = at.y + at.height / 2 + laid.row * scale;
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
  element.style.transform =
    `translate(${x}px, ${y}px) rotate(${laid.turn}deg) scale(${laid.scale * zoom}) ` +
    `translate(${-width / 2}px, ${-height / 2}px)`;
}
