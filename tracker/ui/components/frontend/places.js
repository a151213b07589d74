import { keepOn } from "./shapes.js";

/**
 * From px of a stage to spots of the photo on it and back.
 *
 * @typedef {import("./viewport.js").Box} Box     where the whole photo lies on the stage
 * @typedef {import("./viewport.js").Point} Point
 * @typedef {import("./shapes.js").Spot} Spot
 * @typedef {import("./shapes.js").Size} Size     of the upright original
 */

/** @param {Point} point @param {Box} at @param {Size} photo @returns {Spot} the nearest spot on the photo */
export function spotUnder({ x, y }, at, photo) {
  return keepOn([((y - at.y) / at.height) * photo.height, ((x - at.x) / at.width) * photo.width], photo);
}

/** @param {Spot} spot @param {Box} at @param {Size} photo @returns {Point} */
export function pointOver([row, column], at, photo) {
  return { x: at.x + (column / photo.width) * at.width, y: at.y + (row / photo.height) * at.height };
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
