/**
 * Where a picture lies in a pane while it is zoomed and panned.
 *
 * A view is what stays the same when panes change size, photos are swapped or the mode changes:
 * the zoom (1 fits the whole picture into the pane) and the point of the picture, as shares of
 * its width and height, that stands in the pane's centre. All functions are pure.
 *
 * @typedef {{x: number, y: number}} Point       px of the stage
 * @typedef {{width: number, height: number}} Size
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{zoom: number, u: number, v: number}} View
 */

export const WHOLE_PICTURE = Object.freeze({ zoom: 1, u: 0.5, v: 0.5 });
export const MAX_ZOOM = 8;
/** Pixels of the page that one of the photo takes at most. */
export const MAX_PIXEL_PX = 8;
/** What a key or button does, and what a double tap does. */
export const ZOOM_STEP = 1.5;
export const DOUBLE_TAP_ZOOM = 3;

/** @param {number} value @param {number} low @param {number} high */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/**
 * The box that the whole picture takes; it reaches beyond the pane when zoomed.
 * @param {View} view @param {Box} pane @param {Size} picture @returns {Box}
 */
export function placePicture(view, pane, picture) {
  const scale = view.zoom * Math.min(pane.width / picture.width, pane.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return {
    x: placeAlong(pane.x, pane.width, width, view.u),
    y: placeAlong(pane.y, pane.height, height, view.v),
    width,
    height,
  };
}

/** Centred while there is room to spare, otherwise without a gap at either end. */
function placeAlong(start, room, length, centre) {
  if (length <= room) return start + (room - length) / 2;
  return clamp(start + room / 2 - centre * length, start + room - length, start);
}

/**
 * The zoom at which a pixel of the photo takes MAX_PIXEL_PX of the page; a small photo may be zoomed further.
 * @param {Box} pane @param {Size} picture in pixels of the photo
 */
export function mostZoom(pane, picture) {
  const fitted = Math.min(pane.width / picture.width, pane.height / picture.height);
  return Math.max(MAX_ZOOM, MAX_PIXEL_PX / fitted);
}

/**
 * The view after zooming by a factor with the picture held fast under a point.
 * @param {View} view @param {number} factor @param {Point} point @param {Box} pane @param {Size} picture
 * @param {number} [most]
 * @returns {View}
 */
export function zoomAbout(view, factor, point, pane, picture, most = MAX_ZOOM) {
  const zoom = clamp(view.zoom * factor, 1, most);
  const before = placePicture(view, pane, picture);
  const width = (before.width * zoom) / view.zoom;
  const height = (before.height * zoom) / view.zoom;
  const u = (point.x - before.x) / before.width + (pane.x + pane.width / 2 - point.x) / width;
  const v = (point.y - before.y) / before.height + (pane.y + pane.height / 2 - point.y) / height;
  return settle({ zoom, u, v }, pane, picture);
}

/**
 * The view after dragging the picture by so many px of the stage.
 * @param {View} view @param {number} dx @param {number} dy @param {Box} pane @param {Size} picture
 * @returns {View}
 */
export function panBy(view, dx, dy, pane, picture) {
  const at = placePicture(view, pane, picture);
  return settle({ zoom: view.zoom, u: view.u - dx / at.width, v: view.v - dy / at.height }, pane, picture);
}

/** Takes the centre back to what can be shown, so that the next pan answers at once. */
function settle(view, pane, picture) {
  const at = placePicture(view, pane, picture);
  return {
    zoom: view.zoom,
    u: (pane.x + pane.width / 2 - at.x) / at.width,
    v: (pane.y + pane.height / 2 - at.y) / at.height,
  };
}

/** @param {Box} a @param {Box} b @returns {Box} what both have in common */
export function overlap(a, b) {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y),
  };
}

/** Lays an element over a box of the stage. @param {HTMLElement} element @param {Box} box */
export function layOver(element, box) {
  element.style.left = `${box.x}px`;
  element.style.top = `${box.y}px`;
  element.style.width = `${box.width}px`;
  element.style.height = `${box.height}px`;
}
