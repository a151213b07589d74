/** All that the compare viewer says by itself; names, dates and reasons come from Python. */
export const TEXTS = {
  viewer: "Photo comparison",
  modes: "How to compare",
  slider: "Slider",
  side: "Side by side",
  flicker: "Flicker",
  overlay: "Overlay",
  contact: "All sessions",
  play: "Time-lapse",
  tools: "Zoom and arrange",
  photos: "Photos",
  zoomOut: "Zoom out",
  zoomOutKey: "Zoom out (−)",
  zoomIn: "Zoom in",
  zoomInKey: "Zoom in (+)",
  wholeKey: "Whole picture (0)",
  whole: "Whole picture",
  shortcuts: "Keyboard shortcuts",
  shortcutsKey: "Keyboard shortcuts (?)",
  close: "Close",
  baselineKey: "Baseline on the left",
  latestKey: "Latest session on the right",
  leftEarlierKey: "Earlier session on the left",
  leftLaterKey: "Later session on the left",
  rightEarlierKey: "Earlier session on the right",
  rightLaterKey: "Later session on the right",
  arrowsKey: "Move the divider, the zoomed photos or along the film-strip",
  turnKey: "Turn the divider",
  turnLevel: "Divider across",
  turnUpright: "Divider upright",
  holdKey: "While held: the other photo in the same place",
  auto: "Change by itself",
  stop: "Stop",
  autoKey: "Change by itself, or stop",
  start: "Play",
  pause: "Pause",
  playKey: "Play the time-lapse, or pause",
  place: "Session of the time-lapse",
  speed: "Sessions per second",
  leftOut: "Left out, because not aligned: {names}.",
  rate: "Changes per second",
  rateValue: "{rate} per second",
  swap: "Swap left and right",
  swapKey: "Swap left and right (S)",
  fullScreen: "Full screen",
  divider: "Divider between the photos",
  dividerValue: "{first} % {left}, {second} % {right}",
  opacity: "Opacity of the second photo",
  opacityValue: "{share} % {name}",
  hold: "Hold to see the other photo",
  veil: "Grey out what could not be matched",
  veilKey: "Grey out what could not be matched (G)",
  aligned: "Aligned and scaled, no retouching",
  asTaken: "Not aligned, shown as taken, no retouching. {reason}",
  takenAlone: "shown as taken",
  scale: "{length} mm",
  strip: "Sessions of this view",
  tapSets: "A click or tap sets",
  left: "Left",
  right: "Right",
  still: "{title}, {date}, {days}, {badge}",
  leftStill: "{title}, {date}, {days}, {badge}, shown on the left",
  rightStill: "{title}, {date}, {days}, {badge}, shown on the right",
  stillKeys: "Click for the side that is chosen below, with Shift for the right side",
  failed: "This photo could not be loaded. Check the connection, then try again.",
  retry: "Try again",
  sliderHint: "Drag anywhere to move the divider, or use the arrow keys.",
  sliderTouchHint: "Swipe sideways to move the divider.",
  sideHint: "Both photos zoom and move together.",
  sideTouchHint: "Both photos zoom and move together.",
  flickerHint: "Hold the button, the photo or the F key to see the other photo in the same place.",
  flickerTouchHint: "Hold the button or the photo to see the other one in the same place.",
  overlayHint: "Blend one photo into the other.",
  overlayTouchHint: "Blend one photo into the other.",
  contactHint: "Every aligned session shows the same part of the skin. Click one for the left side, with Shift for the right.",
  contactTouchHint: "Every aligned session shows the same part of the skin. Tap one for the side that is chosen below.",
  playHint: "The aligned sessions one after the other. P plays and pauses, the arrow keys step.",
  playTouchHint: "The aligned sessions one after the other.",
  zoomHint: "Ctrl and wheel, double click, + or − to zoom.",
  zoomTouchHint: "Pinch or double tap to zoom.",
};

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
