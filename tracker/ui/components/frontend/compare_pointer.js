import { watchGestures } from "./gestures.js";
import { DOUBLE_TAP_ZOOM } from "./viewport.js";

/** What mouse, touch and pen do on the photos: a chosen tool first, then the mode, else pan and zoom. @param {import("./compare.js").Comparison} comparison */
export function watchPhotos(comparison) {
  const { tools } = comparison.annotations;
  watchGestures(comparison.stage, {
    press: (point, event) =>
      tools.press(point, event) ??
      comparison.loupe.press(point, event) ??
      comparison.mode.press?.(point, event) ??
      grasp(comparison, event),
    tap: (point) => tools.tap(point),
    doubleTap: (point) => {
      if (tools.tap(point)) return;
      comparison.mode.doubleTap?.();
      if (comparison.view.zoom > 1) comparison.showWhole();
      else comparison.zoom(DOUBLE_TAP_ZOOM, point);
    },
    zoom: (factor, point) => comparison.zoom(factor, point),
    pan: (dx, dy, point) => comparison.pan(dx, dy, point),
  });
}

function grasp(comparison, event) {
  if (event.pointerType === "mouse") comparison.stage.focus({ preventScroll: true });
  return { move: (at, dx, dy) => comparison.pan(dx, dy, at) };
}
