import { TEXTS } from "./compare_texts.js";
import { ZOOM_STEP } from "./viewport.js";

/**
 * What keys do in the compare viewer; the sheet of shortcuts shows the same list.
 *
 * @typedef {object} Shortcut
 * @property {string[]} keys    as `KeyboardEvent.key` says them, letters in capitals
 * @property {string} [shown]   on the sheet, where that is not the first key
 * @property {string} words     what it does
 * @property {() => void} [deed]  none where another part of the viewer listens
 */

const NUDGE_PX = 48;

/** @param {import("./compare.js").Comparison} comparison @returns {Shortcut[]} */
export function shortcutsOf(comparison) {
  const { choice } = comparison;
  const modes = [...comparison.modes.values()];
  return [
    { keys: ["B"], words: TEXTS.baselineKey, deed: () => choice.showBaseline() },
    { keys: ["L"], words: TEXTS.latestKey, deed: () => choice.showLatest() },
    { keys: ["["], words: TEXTS.leftEarlierKey, deed: () => choice.step("left", -1) },
    { keys: ["]"], words: TEXTS.leftLaterKey, deed: () => choice.step("left", 1) },
    { keys: [","], words: TEXTS.rightEarlierKey, deed: () => choice.step("right", -1) },
    { keys: ["."], words: TEXTS.rightLaterKey, deed: () => choice.step("right", 1) },
    { keys: ["S"], words: TEXTS.swap, deed: () => choice.swap() },
    { keys: ["V"], words: TEXTS.nextView, deed: () => comparison.showNextView() },
    ...modes.map(({ name }, index) => ({
      keys: [String(index + 1)],
      words: TEXTS[name],
      deed: () => comparison.setMode(name),
    })),
    ...modes.flatMap((mode) => mode.shortcuts ?? []),
    { keys: ["G"], words: TEXTS.veil, deed: () => comparison.veil.picture && comparison.veilSwitch.click() },
    { keys: ["N"], words: TEXTS.annotationsSwitch, deed: () => comparison.annotations.toggle() },
    { keys: ["+", "="], words: TEXTS.zoomIn, deed: () => comparison.zoomCentre(ZOOM_STEP) },
    { keys: ["-"], shown: "−", words: TEXTS.zoomOut, deed: () => comparison.zoomCentre(1 / ZOOM_STEP) },
    { keys: ["0"], words: TEXTS.whole, deed: () => comparison.showWhole() },
    { keys: [], shown: "Z", words: TEXTS.loupeHeld },
    { keys: [], shown: "← ↑ → ↓", words: TEXTS.arrowsKey },
    { keys: ["?"], words: TEXTS.shortcuts, deed: () => comparison.sheet.open() },
  ];
}

/** @param {import("./compare.js").Comparison} comparison @param {Shortcut[]} shortcuts */
export function watchKeys(comparison, shortcuts) {
  const deeds = new Map(shortcuts.flatMap(({ keys, deed }) => keys.map((key) => [key, deed])));
  comparison.root.addEventListener("keydown", (event) => {
    const isOfRange = event.target.type === "range" && event.key.length > 1; // arrows, not letters
    if (isWithModifier(event) || isOfRange || event.target.closest("dialog")) return;
    const deed =
      comparison.annotations.tools.deedOf(event) ??
      comparison.mode.deedOf?.(event) ??
      deeds.get(event.key.toUpperCase()) ??
      nudge(comparison, event);
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

/** Arrow keys on the zoomed photos pan. @returns {(() => void) | undefined} */
function nudge(comparison, { key, target }) {
  const steps = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const [dx, dy] = steps[key] ?? [];
  if (dx === undefined || target !== comparison.stage || comparison.view.zoom <= 1) return undefined;
  return () => comparison.pan(dx * NUDGE_PX, dy * NUDGE_PX, { x: 0, y: 0 });
}
