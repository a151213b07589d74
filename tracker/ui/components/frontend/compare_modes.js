import { ChangeMode } from "./change_mode.js";
import { TEXTS } from "./compare_texts.js";
import { ContactMode } from "./contact_mode.js";
import { FlickerMode } from "./flicker_mode.js";
import { OverlayMode } from "./overlay_mode.js";
import { PlayMode } from "./play_mode.js";
import { SideMode } from "./side_mode.js";
import { SliderMode } from "./slider_mode.js";
import { svgOf } from "./svg.js";

/**
 * The ways to compare. A new one is a file with a class like this and a line in MODES.
 *
 * Before each drawing the photos stand plain in their boxes: neither covered, hidden nor translucent.
 * Elements of the markup with data-for="NAME" are seen in that mode only. TEXTS holds its name and
 * its hints (NAME, NAMEHint, NAMETouchHint).
 *
 * @typedef {object} Mode
 * @property {string} name     in the address, in the markup and in TEXTS
 * @property {string} icon     outline of its sign, in a box of 24 by 24
 * @property {boolean} [isVeiledOnce]  the grey of what could not be matched lies on the second photo only
 * @property {boolean} [isOfMany]  it shows other sessions than the pair alone
 * @property {boolean} [isForStaff]  not offered where there are photos and plain modes alone
 * @property {(room: import("./layout.js").Room, size: import("./viewport.js").Size) => import("./layout.js").Layout} layOut
 * @property {import("./pair_choice.js").Frame[]} [frames]  the sessions that are shown, where that isn't the pair
 * @property {() => void} draw          once both photos stand in their boxes
 * @property {() => void} [enter]       called when the mode is chosen
 * @property {() => void} [leave]       called when another one is
 * @property {(point: import("./gestures.js").Point, event: PointerEvent) => (import("./gestures.js").Drag | null)} [press]
 *   what a pressed pointer does; null pans
 * @property {import("./compare_keys.js").Shortcut[]} [shortcuts]  keys that stand for it in every mode
 * @property {(point: import("./gestures.js").Point) => import("./gestures.js").Point} [pointIn]
 *   a point of the stage as one of the first box
 * @property {() => void} [doubleTap]   a double tap is about to zoom
 * @property {(event: KeyboardEvent) => ((() => void) | undefined)} [deedOf]  what a key does, before all others
 */
const MODES = [SliderMode, SideMode, FlickerMode, OverlayMode, ChangeMode, ContactMode, PlayMode];

/** @param {import("./compare.js").Comparison} comparison @returns {Map<string, Mode>} by name, in order */
export function modesOf(comparison) {
  const modes = MODES.map((Kind) => new Kind(comparison));
  return new Map(modes.map((mode) => [mode.name, mode]));
}

/** A radio button for a mode. @param {Mode} mode @returns {HTMLButtonElement} */
export function radioOf(mode) {
  const radio = document.createElement("button");
  radio.type = "button";
  radio.className = "tool";
  radio.value = mode.name;
  radio.setAttribute("role", "radio");
  const sign = svgOf("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  sign.append(svgOf("path", { d: mode.icon }));
  const name = document.createElement("span");
  name.textContent = TEXTS[mode.name];
  radio.append(sign, name);
  return radio;
}
