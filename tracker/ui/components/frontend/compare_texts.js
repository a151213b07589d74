import { _, marked, useTexts } from "./texts.js";

/** All that the compare viewer says by itself; names, dates and reasons come from Python. */
const ENGLISH = {
  viewer: marked("Photo comparison"),
  modes: marked("How to compare"),
  slider: marked("Slider"),
  side: marked("Side by side"),
  flicker: marked("Flicker"),
  overlay: marked("Overlay"),
  contact: marked("All sessions"),
  play: marked("Time-lapse"),
  change: marked("Change map"),
  changeHint: marked("The right photo in grey; colour shows where it differs from the left one by more than noise. Point at a place to read its value."),
  changeTouchHint: marked("The right photo in grey; colour shows where it differs from the left one by more than noise. Tap a place to read its value."),
  changeKinds: marked("What changed"),
  redness: marked("Redness"),
  texture: marked("Texture"),
  changeOpacity: marked("Opacity of the colours"),
  changeColours: marked("Colours"),
  changeWaiting: marked("The two photos are being compared place by place. This takes a few seconds."),
  changeFailed: marked("The change map could not be loaded. Check the connection, then choose the mode again."),
  changeNotAligned: marked("Only photos that are both aligned can be compared place by place."),
  rednessRefused: marked("No map of redness for this pair. {reason}"),
  textureRefused: marked("No map of texture for this pair. {reason}"),
  rednessFell: marked("Redness fell by more than {threshold} on {fell} of the skin shown; elsewhere no change larger than the noise."),
  rednessRose: marked("Redness rose by more than {threshold} on {rose} of the skin shown; elsewhere no change larger than the noise."),
  rednessBoth: marked("Redness fell by more than {threshold} on {fell} of the skin shown and rose by more than that on {rose}; elsewhere no change larger than the noise."),
  rednessNone: marked("Nowhere did redness change by more than {threshold}: smaller changes can't be told from noise."),
  textureFell: marked("Skin became smoother by more than {threshold} on {fell} of the skin shown; elsewhere no change larger than the noise."),
  textureRose: marked("Skin became rougher by more than {threshold} on {rose} of the skin shown; elsewhere no change larger than the noise."),
  textureBoth: marked("Skin became smoother by more than {threshold} on {fell} of the skin shown and rougher by more than that on {rose}; elsewhere no change larger than the noise."),
  textureNone: marked("Nowhere did texture change by more than {threshold}: smaller changes can't be told from noise."),
  rednessFellWord: marked("− less red"),
  rednessRoseWord: marked("+ redder"),
  textureFellWord: marked("− smoother"),
  textureRoseWord: marked("+ rougher"),
  changeByLimit: marked("The threshold is the smallest change that this clinic's measurement can tell."),
  changeByPair: marked("The threshold is what untreated skin of these two photos scatters by."),
  changeWidthMm: marked("Each place stands for about {width} mm around it."),
  changeWidthShare: marked("Each place stands for about {width} % of the picture's length around it (scale assumed from the view)."),
  changeHatched: marked("Where it is hatched nothing can be said."),
  changeFromTo: marked("From {left} to {right}"),
  changeHere: marked("Here: {value}"),
  changeNoiseHere: marked("Here: {value}, no more than noise"),
  changeNothingHere: marked("Here nothing can be said"),
  lessThanOne: marked("less than 1 %"),
  tools: marked("Zoom and arrange"),
  photos: marked("Photos"),
  zoomOut: marked("Zoom out"),
  zoomOutKey: marked("Zoom out (−)"),
  zoomIn: marked("Zoom in"),
  zoomInKey: marked("Zoom in (+)"),
  wholeKey: marked("Whole picture (0)"),
  whole: marked("Whole picture"),
  shortcuts: marked("Keyboard shortcuts"),
  shortcutsKey: marked("Keyboard shortcuts (?)"),
  close: marked("Close"),
  baselineKey: marked("Baseline on the left"),
  latestKey: marked("Latest session on the right"),
  leftEarlierKey: marked("Earlier session on the left"),
  leftLaterKey: marked("Later session on the left"),
  rightEarlierKey: marked("Earlier session on the right"),
  rightLaterKey: marked("Later session on the right"),
  arrowsKey: marked("Move the divider, the zoomed photos or along the film-strip"),
  turnKey: marked("Turn the divider"),
  turnLevel: marked("Divider across"),
  turnUpright: marked("Divider upright"),
  holdKey: marked("While held: the other photo in the same place"),
  auto: marked("Change by itself"),
  stop: marked("Stop"),
  autoKey: marked("Change by itself, or stop"),
  start: marked("Play"),
  pause: marked("Pause"),
  playKey: marked("Play the time-lapse, or pause"),
  place: marked("Session of the time-lapse"),
  speed: marked("Sessions per second"),
  leftOut: marked("Left out, because not aligned: {names}."),
  rate: marked("Changes per second"),
  rateValue: marked("{rate} per second"),
  loupe: marked("Loupe"),
  loupeKey: marked("Loupe (hold Z)"),
  loupeArrows: marked("Loupe: arrow keys move it, Escape closes it"),
  loupeHeld: marked("While held: loupe"),
  loupePlace: marked("{across} % across, {down} % down"),
  swap: marked("Swap left and right"),
  swapKey: marked("Swap left and right (S)"),
  fullScreen: marked("Full screen"),
  divider: marked("Divider between the photos"),
  dividerValue: marked("{first} % {left}, {second} % {right}"),
  opacity: marked("Opacity of the second photo"),
  opacityValue: marked("{share} % {name}"),
  hold: marked("Hold to see the other photo"),
  veil: marked("Grey out what could not be matched"),
  veilKey: marked("Grey out what could not be matched (G)"),
  aligned: marked("Aligned and scaled, no retouching"),
  asTaken: marked("Not aligned, shown as taken, no retouching. {reason}"),
  takenAlone: marked("shown as taken"),
  scale: marked("{length} mm"),
  strip: marked("Sessions of this view"),
  tapSets: marked("A click or tap sets"),
  left: marked("Left"),
  right: marked("Right"),
  still: marked("{title}, {date}, {days}, {badge}"),
  leftStill: marked("{title}, {date}, {days}, {badge}, shown on the left"),
  rightStill: marked("{title}, {date}, {days}, {badge}, shown on the right"),
  stillKeys: marked("Click for the side that is chosen below, with Shift for the right side"),
  failed: marked("This photo could not be loaded. Check the connection, then try again."),
  retry: marked("Try again"),
  sliderHint: marked("Drag anywhere to move the divider, or use the arrow keys."),
  sliderTouchHint: marked("Swipe sideways to move the divider."),
  sideHint: marked("Both photos zoom and move together."),
  sideTouchHint: marked("Both photos zoom and move together."),
  flickerHint: marked("Hold the button, the photo or the F key to see the other photo in the same place."),
  flickerTouchHint: marked("Hold the button or the photo to see the other one in the same place."),
  overlayHint: marked("Blend one photo into the other."),
  overlayTouchHint: marked("Blend one photo into the other."),
  contactHint: marked("Every aligned session shows the same part of the skin. Click one for the left side, with Shift for the right."),
  contactTouchHint: marked("Every aligned session shows the same part of the skin. Tap one for the side that is chosen below."),
  playHint: marked("The aligned sessions one after the other. P plays and pauses, the arrow keys step."),
  playTouchHint: marked("The aligned sessions one after the other."),
  zoomHint: marked("Ctrl and wheel, double click, + or − to zoom."),
  zoomTouchHint: marked("Pinch or double tap to zoom."),
};

/** The same in the reader's language; empty until `readTexts`. @type {Record<keyof ENGLISH, string>} */
export const TEXTS = {};

/** @param {Record<string, string>} translations from Python, for this page's language */
export function readTexts(translations) {
  useTexts(translations);
  for (const [name, text] of Object.entries(ENGLISH)) TEXTS[name] = _(text);
}

/** A text with its {placeholders} filled. @param {string} text @param {Record<string, string | number>} values */
export function say(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * Writes the texts into the markup: data-words is what stands in an element, data-label its
 * accessible name, data-title what a mouse that rests on it is told.
 * @param {HTMLElement | DocumentFragment} part
 */
export function writeTexts(part) {
  for (const element of part.querySelectorAll("[data-words]")) element.textContent = TEXTS[element.dataset.words];
  for (const element of part.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", TEXTS[element.dataset.label]);
  }
  for (const element of part.querySelectorAll("[data-title]")) element.title = TEXTS[element.dataset.title];
}
