import { TEXTS, say } from "./compare_texts.js";
import { write } from "./controls.js";
import { layOutOne } from "./layout.js";
import { clamp } from "./viewport.js";

/**
 * Both photos in one place, one on either side of a divider: the left photo left of it, or above it
 * when it lies level.
 * @implements {import("./compare_modes.js").Mode}
 */
export class SliderMode {
  name = "slider";
  icon = "M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM12 2v20M9 9l-3 3 3 3M15 9l3 3-3 3";

  /** @param {import("./compare.js").Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.divider = comparison.root.querySelector(".divider");
    this.turnButton = comparison.root.querySelector(".turn");
    this.turnButton.addEventListener("click", () => this.turn());
    this.shortcuts = [{ keys: ["D"], words: TEXTS.turnKey, deed: () => this.turn() }];
    this.position = 50;
    this.isLevel = false;
  }

  layOut(room, size) {
    return layOutOne(room, size);
  }

  /** The divider runs across the part of the picture that can be seen, not across the surround. */
  draw() {
    const [first, second] = this.comparison.sides;
    const { x, y, width, height } = first.seen;
    const [start, length] = this.isLevel ? [y, height] : [x, width];
    const at = start + (length * this.position) / 100;
    const [box] = this.comparison.boxes;
    const { style } = this.divider;
    [style.left, style.top] = this.isLevel ? [`${x}px`, `${at}px`] : [`${at}px`, `${y}px`];
    [style.width, style.height] = this.isLevel ? [`${width}px`, ""] : ["", `${height}px`];
    first.cover(this.isLevel ? { bottom: box.height - at } : { right: box.width - at });
    second.cover(this.isLevel ? { top: at } : { left: at });
    this.comparison.stage.classList.toggle("is-level", this.isLevel);
    this.describe();
  }

  describe() {
    const share = Math.round(this.position);
    const [left, right] = this.comparison.names;
    this.divider.setAttribute("aria-orientation", this.isLevel ? "vertical" : "horizontal");
    this.divider.setAttribute("aria-valuenow", String(share));
    this.divider.setAttribute(
      "aria-valuetext",
      say(TEXTS.dividerValue, { first: share, left, second: 100 - share, right }),
    );
    write(this.turnButton, this.isLevel ? TEXTS.turnUpright : TEXTS.turnLevel);
  }

  leave() {
    this.comparison.stage.classList.remove("is-level");
  }

  turn() {
    this.isLevel = !this.isLevel;
    this.comparison.setMode(this.name);
    this.comparison.draw();
  }

  move(position) {
    this.position = clamp(position, 0, 100);
    // nothing else moves with the divider, and a whole drawing for each move of a finger drops frames
    if (this.comparison.mode === this && this.comparison.boxes) this.draw();
  }

  positionOf(point) {
    const { x, y, width, height } = this.comparison.sides[0].seen;
    return 100 * (this.isLevel ? (point.y - y) / height : (point.x - x) / width);
  }

  /**
   * A mouse moves the divider at once. A finger does only once it goes sideways, and beside a level
   * divider not at all, so that pages scroll.
   */
  press(point, event) {
    if (!this.lastPress || event.timeStamp - this.lastPress > 500) this.before = this.position;
    this.lastPress = event.timeStamp;
    const isWhole = this.comparison.view.zoom === 1;
    const isMouse = event.pointerType === "mouse";
    if (!event.target.closest(".divider") && !(isWhole && (isMouse || !this.isLevel))) return null;
    const before = this.position;
    if (isMouse) {
      this.divider.focus({ preventScroll: true });
      if (isWhole) this.move(this.positionOf(point));
    }
    return { move: (at) => this.move(this.positionOf(at)), cancel: () => this.move(before) };
  }

  /** The presses of a double tap meant the zoom. */
  doubleTap() {
    this.position = this.before ?? this.position;
  }

  /** Arrows move the divider where they point to. @param {KeyboardEvent} event @returns {(() => void) | undefined} */
  deedOf({ key, shiftKey, target }) {
    if (target !== this.divider) return undefined;
    if (key === "Home") return () => this.move(0);
    if (key === "End") return () => this.move(100);
    const step = shiftKey ? 10 : 1;
    const down = this.isLevel ? step : -step;
    const steps = { ArrowLeft: -step, ArrowRight: step, ArrowDown: down, ArrowUp: -down, PageDown: -10, PageUp: 10 };
    return key in steps ? () => this.move(this.position + steps[key]) : undefined;
  }
}
