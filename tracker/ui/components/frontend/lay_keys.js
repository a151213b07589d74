import { ZOOM_STEP } from "./viewport.js";

/** The keys of the tool that lays one photo over another. */

const LAY_KEYS = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  e: "back",
  r: "turn",
  "-": "smaller",
  "+": "larger",
  "=": "larger",
};
const PAN_PX = { plain: 20, shift: 80 };

/** @param {import("./lay_over.js").LayOver} tool */
export function watchLayKeys(tool) {
  tool.root.addEventListener(
    "keydown",
    (event) => {
      delete tool.root.dataset.input;
      const deed = deedOfKey(tool, event);
      if (!deed) return;
      event.preventDefault();
      event.stopPropagation(); // single letters are shortcuts of the page as well
      deed();
    },
    true,
  );
  tool.root.addEventListener("keyup", ({ key }) => {
    if (key.toLowerCase() === "f" && tool.flicker.alone === "photo") tool.flicker.release();
  });
}

/** @param {import("./lay_over.js").LayOver} tool @param {KeyboardEvent} event */
function deedOfKey(tool, { key, ctrlKey, metaKey, altKey, shiftKey, repeat, target }) {
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return commandOf(tool, name, shiftKey);
  if (target === tool.slider && /^(Arrow|Page)/.test(name)) return undefined;
  if (name in LAY_KEYS) return () => stepByKey(tool, name, { shiftKey, repeat });
  return {
    PageUp: () => tool.zoom(ZOOM_STEP),
    PageDown: () => tool.zoom(1 / ZOOM_STEP),
    0: () => tool.showWhole(),
    v: () => repeat || tool.toggleView(),
    f: () => repeat || tool.flicker.hold(),
  }[name];
}

function commandOf(tool, name, shiftKey) {
  if (name === "z") return () => (shiftKey ? tool.redo() : tool.undo());
  return name === "y" ? () => tool.redo() : undefined;
}

function stepByKey(tool, name, { shiftKey, repeat }) {
  if (tool.movesView && name.startsWith("Arrow")) {
    panByKey(tool, name, PAN_PX[shiftKey ? "shift" : "plain"]);
    return;
  }
  if (!repeat) tool.history.pause(); // the repeats of a held key join its first step
  // + is typed with Shift on most keyboards: it never means ten steps there
  tool.nudge(LAY_KEYS[name], shiftKey && name !== "+", `key ${name}`);
}

function panByKey(tool, name, far) {
  const [dx, dy] = { ArrowLeft: [far, 0], ArrowRight: [-far, 0], ArrowUp: [0, far], ArrowDown: [0, -far] }[name];
  tool.pan(dx, dy);
}
