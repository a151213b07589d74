import { ZOOM_STEP } from "./viewport.js";

/** What keys do in the compare viewer. */

const NUDGE_PX = 48;

/** @param {import("./compare.js").Comparison} comparison */
export function watchKeys(comparison) {
  comparison.root.addEventListener("keydown", (event) => {
    if (isWithModifier(event) || event.target.type === "range") return;
    const deed = comparison.mode.deedOf?.(event) ?? sharedDeed(comparison, event);
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation(); // single letters are shortcuts of the page as well
    deed();
  });
}

/** AltGr types brackets on many keyboards, and counts as Ctrl and Alt on some. @param {KeyboardEvent} event */
function isWithModifier(event) {
  return (event.altKey || event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph");
}

/** @returns {(() => void) | undefined} */
function sharedDeed(comparison, event) {
  const deeds = {
    f: () => comparison.modes.get("flicker").show(true),
    s: () => comparison.choice.swap(),
    b: () => comparison.choice.showBaseline(),
    l: () => comparison.choice.showLatest(),
    "[": () => comparison.choice.step("left", -1),
    "]": () => comparison.choice.step("left", 1),
    ",": () => comparison.choice.step("right", -1),
    ".": () => comparison.choice.step("right", 1),
    g: comparison.veil.picture && (() => comparison.veilSwitch.click()),
    "+": () => comparison.zoomCentre(ZOOM_STEP),
    "=": () => comparison.zoomCentre(ZOOM_STEP),
    "-": () => comparison.zoomCentre(1 / ZOOM_STEP),
    0: () => comparison.showWhole(),
  };
  const deed = deeds[event.key.toLowerCase()];
  if (deed) return deed;
  return event.target === comparison.stage && comparison.view.zoom > 1 ? nudge(comparison, event.key) : undefined;
}

function nudge(comparison, key) {
  const steps = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const [dx, dy] = steps[key] ?? [];
  return dx === undefined ? undefined : () => comparison.pan(dx * NUDGE_PX, dy * NUDGE_PX, { x: 0, y: 0 });
}
