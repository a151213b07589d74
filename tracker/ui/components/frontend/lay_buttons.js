/** Buttons of the tool that lays one photo over another. */

const REPEAT_AFTER_MS = 400;
const REPEAT_MS = 70;

/**
 * A button whose deed is done again and again while it is held; keys and screen readers do it once.
 * @param {HTMLButtonElement} button @param {(isCoarse: boolean) => void} deed @param {() => void} onEnd
 */
export function repeatWhileHeld(button, deed, onEnd) {
  let timer = 0;
  const stop = () => {
    clearTimeout(timer);
    clearInterval(timer);
    onEnd();
  };
  button.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    button.setPointerCapture(event.pointerId);
    const { shiftKey } = event;
    deed(shiftKey);
    timer = setTimeout(() => {
      timer = setInterval(() => deed(shiftKey), REPEAT_MS);
    }, REPEAT_AFTER_MS);
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) button.addEventListener(name, stop);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", (event) => {
    if (event.detail !== 0) return;
    deed(event.shiftKey);
    onEnd();
  });
}

const REST_MS = 600;

/** Shows one photo alone, then the other alone, then both again: the eye sees what jumps. */
export class Flicker {
  /** @param {HTMLButtonElement} button @param {() => void} onChange */
  constructor(button, onChange) {
    this.button = button;
    this.onChange = onChange;
    /** @type {"" | "photo" | "reference"} */
    this.alone = "";
    button.addEventListener("pointerdown", (event) => {
      button.setPointerCapture(event.pointerId);
      this.hold();
    });
    for (const name of ["pointerup", "pointercancel"]) button.addEventListener(name, () => this.release());
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    button.addEventListener("click", (event) => event.detail === 0 && this.once());
  }

  show(alone) {
    clearTimeout(this.timer);
    this.alone = alone;
    this.button.setAttribute("aria-pressed", String(alone !== ""));
    this.onChange();
  }

  hold() {
    this.show("photo");
  }

  release() {
    this.show("reference");
    this.timer = setTimeout(() => this.show(""), REST_MS);
  }

  /** For who can't hold a button. */
  once() {
    this.hold();
    this.timer = setTimeout(() => this.release(), REST_MS);
  }
}
