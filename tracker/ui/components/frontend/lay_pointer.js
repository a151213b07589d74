import { watchGestures } from "./gestures.js";

/** Mouse, pen and fingers on a photo that is laid over another. */

// where the grips stand, in shares of the stage from its middle
const GRIPS = { turn: [0.42, -0.1], scale: [0.42, 0.3] };

/** @typedef {import("./lay_over.js").LayOver} LayOver */

/** @param {LayOver} tool */
export function watchLayPointers(tool) {
  watchGestures(tool.stage, {
    press: (point, event) => pressOn(tool, point, event),
    pinch: (change) => tool.pinch(change),
    zoom: (factor, point) => tool.zoom(factor, point),
    pan: (dx, dy) => tool.pan(dx, dy),
  });
}

/** Lays the grips where they belong, or under the finger that pulls one. @param {LayOver} tool */
export function drawGrips(tool) {
  for (const grip of tool.stage.querySelectorAll(".grip")) {
    const { name } = grip.dataset;
    const [x, y] = GRIPS[name];
    const home = { x: tool.pane.width * (0.5 + x), y: tool.pane.height * (0.5 + y) };
    const to = tool.pulled?.name === name ? tool.pulled.point : home;
    grip.style.transform = `translate(${to.x}px, ${to.y}px)`;
  }
}

/** @param {LayOver} tool */
function pressOn(tool, point, event) {
  tool.stage.focus({ preventScroll: true });
  tool.history.pause();
  const grip = event.target.closest(".grip");
  if (grip) return pull(tool, grip.dataset.name, point);
  if (tool.movesView || event.button === 1) return { move: (_, dx, dy) => tool.pan(dx, dy) };
  return { move: (_, dx, dy) => tool.shiftBy(dx, dy, "drag") };
}

/** @param {LayOver} tool @param {"turn" | "scale"} name */
function pull(tool, name, start) {
  const from = tool.laid;
  const began = polar(start, tool.middle);
  const letGo = () => {
    tool.pulled = null;
    tool.draw();
  };
  return {
    move: (point) => {
      tool.pulled = { name, point };
      const { angle, far } = polar(point, tool.middle);
      const turned = name === "turn" ? [angle - began.angle, 1] : [0, far / began.far];
      tool.change(tool.turned(...turned, from), name);
    },
    end: letGo,
    cancel: letGo,
  };
}

/** Direction in degrees and distance, never so short that a small step is a great change. */
function polar({ x, y }, middle) {
  const [right, down] = [x - middle.x, y - middle.y];
  return { angle: (Math.atan2(down, right) * 180) / Math.PI, far: Math.max(10, Math.hypot(right, down)) };
}
