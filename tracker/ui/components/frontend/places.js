import { keepOn } from "./shapes.js";

/**
 * From px of a stage to spots of the photo on it and back. Spots have pixel centres at whole numbers, as
 * everywhere: the edge of the photo is half a pixel before the first one.
 *
 * @typedef {import("./viewport.js").Box} Box     where the whole photo lies on the stage
 * @typedef {import("./viewport.js").Point} Point
 * @typedef {import("./shapes.js").Spot} Spot
 * @typedef {import("./shapes.js").Size} Size     of the upright original
 */

/** @param {Point} point @param {Box} at @param {Size} photo @returns {Spot} the nearest spot on the photo */
export function spotUnder({ x, y }, at, photo) {
  const [row, column] = [((y - at.y) / at.height) * photo.height, ((x - at.x) / at.width) * photo.width];
  return keepOn([row - 0.5, column - 0.5], photo);
}

/** @param {Spot} spot @param {Box} at @param {Size} photo @returns {Point} */
export function pointOver([row, column], at, photo) {
  return {
    x: at.x + ((column + 0.5) / photo.width) * at.width,
    y: at.y + ((row + 0.5) / photo.height) * at.height,
  };
}

/** @param {Point} point @param {Box} at */
export function isWithin({ x, y }, at) {
  return x >= at.x && y >= at.y && x <= at.x + at.width && y <= at.y + at.height;
}

/** Lays a photo over its box; zooming only scales what was laid out, so that it stays smooth.
 * @param {HTMLElement} element @param {Box} at @param {number} zoom */
export function layPhoto(element, at, zoom) {
  element.style.width = `${at.width / zoom}px`;
  element.style.height = `${at.height / zoom}px`;
  element.style.transform = `translate(${at.x}px, ${at.y}px) scale(${zoom})`;
}
