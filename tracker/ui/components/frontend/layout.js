import { clamp } from "./viewport.js";

/**
 * Where the panes of a comparison stand.
 *
 * @typedef {import("./viewport.js").Box} Box
 * @typedef {import("./viewport.js").Size} Size
 * @typedef {{width: number, height: number, isFilled: boolean}} Room   height is the greatest one,
 *   or the very one when the room has to be filled
 * @typedef {{height: number, boxes: [Box, Box]}} Layout
 */

const SHARE_OF_WINDOW = 0.86;
const GAP_PX = 4;
const SMALLEST_PX = 180;
const ROWS_MUST_GAIN = 1.5;

/**
 * What a stage may take: a full screen, or a part of the window that leaves room to scroll by touch.
 * @param {HTMLElement} stage @param {number} height_px @param {boolean} isFilled @returns {Room}
 */
export function roomFor(stage, height_px, isFilled) {
  const height = isFilled ? stage.clientHeight : Math.min(height_px, SHARE_OF_WINDOW * innerHeight);
  return { width: stage.clientWidth, height, isFilled };
}

/** Both photos in the same place. @param {Room} room @param {Size} picture @returns {Layout} */
export function layOutOne(room, picture) {
  const height = heightFor(room, room.width, room.height, picture);
  const whole = { x: 0, y: 0, width: room.width, height };
  return { height, boxes: [whole, whole] };
}

/**
 * Side by side, or one above the other where that shows the photos far larger (wide photos on a phone).
 * @param {Room} room @param {Size} picture @returns {Layout}
 */
export function layOutPair(room, picture) {
  const halfWidth = (room.width - GAP_PX) / 2;
  const halfHeight = (room.height - GAP_PX) / 2;
  const inColumns = Math.min(halfWidth / picture.width, room.height / picture.height);
  const inRows = Math.min(room.width / picture.width, halfHeight / picture.height);
  if (inRows > ROWS_MUST_GAIN * inColumns) {
    const height = heightFor(room, room.width, halfHeight, picture);
    const row = { x: 0, width: room.width, height };
    return { height: 2 * height + GAP_PX, boxes: [{ ...row, y: 0 }, { ...row, y: height + GAP_PX }] };
  }
  const height = heightFor(room, halfWidth, room.height, picture);
  const column = { y: 0, width: halfWidth, height };
  return { height, boxes: [{ ...column, x: 0 }, { ...column, x: halfWidth + GAP_PX }] };
}

/** A pane's height: all that there is, or what the picture needs at this width. */
function heightFor(room, width, limit, picture) {
  if (room.isFilled) return limit;
  return clamp((width / picture.width) * picture.height, Math.min(SMALLEST_PX, limit), limit);
}
