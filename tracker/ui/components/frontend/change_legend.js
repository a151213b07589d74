import { TEXTS, say } from "./compare_texts.js";
import { write } from "./controls.js";

/** What a change map says in words and colours, beside the picture. */

/** @param {HTMLElement} panel @param {string} kind @param {import("./change_source.js").ChangeLegend} legend */
export function writeLegend(panel, kind, legend) {
  const told = legend[kind];
  write(panel.querySelector(".change-words"), told.refused ? "" : shareWords(kind, told));
  write(panel.querySelector(".change-how"), told.refused ? "" : howWords(kind, told, legend));
  const scale = panel.querySelector(".change-scale");
  scale.hidden = Boolean(told.refused);
  if (!told.refused) drawScale(scale, kind, told);
}

/** @param {import("./change_source.js").ChangeKind} told */
function shareWords(kind, { threshold, unit, rose, fell }) {
  const which = rose && fell ? "Both" : rose ? "Rose" : fell ? "Fell" : "None";
  return say(TEXTS[`${kind}${which}`], {
    threshold: `${numberOf(threshold)} ${unit}`,
    rose: shareOf(rose),
    fell: shareOf(fell),
  });
}

function howWords(kind, told, legend) {
  const width = legend.is_scale_measured
    ? say(TEXTS.changeWidthMm, { width: told.smoothing_mm })
    : say(TEXTS.changeWidthShare, { width: (100 * told.smoothing_share).toFixed(1) });
  const isLimit = told.threshold <= legend.limits[kind] + 0.001;
  return `${isLimit ? TEXTS.changeByLimit : TEXTS.changeByPair} ${width} ${TEXTS.changeHatched}`;
}

/** Deep to pale fall, a clear middle for what may be noise, pale to deep rise. */
function drawScale(scale, kind, { colours, threshold, range, unit }) {
  const chips = [
    ...[...colours.fell].reverse().map((colour) => chipOf(colour)),
    chipOf("", "is-noise"),
    ...colours.rose.map((colour) => chipOf(colour)),
  ];
  scale.querySelector(".change-chips").replaceChildren(...chips);
  const ends = [-range, -threshold, threshold, range].map((value) => `${signed(value)} ${unit}`);
  scale.querySelectorAll(".change-ticks span").forEach((tick, index) => write(tick, ends[index]));
  write(scale.querySelector(".change-fell"), TEXTS[`${kind}FellWord`]);
  write(scale.querySelector(".change-rose"), TEXTS[`${kind}RoseWord`]);
}

function chipOf(colour, name = "") {
  const chip = document.createElement("span");
  chip.className = name;
  chip.style.background = colour;
  return chip;
}

/** The value at a place, in words. @param {import("./change_source.js").ChangeKind} told @param {number} u @param {number} v */
export function readOut(told, u, v) {
  const { rows, columns, values, changed } = told.places;
  const at = Math.min(rows - 1, Math.floor(v * rows)) * columns + Math.min(columns - 1, Math.floor(u * columns));
  if (values[at] === null) return TEXTS.changeNothingHere;
  const text = changed[at] === "." ? TEXTS.changeNoiseHere : TEXTS.changeHere;
  return say(text, { value: `${signed(values[at] / 10)} ${told.unit}` });
}

function numberOf(value) {
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}

function signed(value) {
  return `${value < 0 ? "−" : "+"}${numberOf(Math.abs(value))}`;
}

function shareOf(share) {
  return share < 0.01 ? TEXTS.lessThanOne : `${Math.round(100 * share)} %`;
}
