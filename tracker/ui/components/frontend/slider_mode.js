import { TEXTS, say } from "./compare_texts.js";
import { layOutOne } from "./layout.js";
import { clamp } from "./viewport.js";

/** Both photos in one place, one on either side of a divider. @implements {import("./compare_modes.js").Mode} */
export class SliderMode {
  name = "slider";
  icon = "M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM12 2v20M9 9l-3 3 3 3M15 9l3 3-3 3";

  /** @param {import("./compare.js").Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.divider = comparison.root.querySelector(".divider");
    this.position = 50;
  }

  layOut(room, size) {
    return layOutOne(room, size);
  }

  /** The divider runs across the part of the picture that can be seen, not across the surround. */
  draw() {
    const [first, second] = this.comparison.sides;
    const { x, y, width, height } = first.seen;
    const at = x + (width * this.position) / 100;
    this.divider.style.left = `${at}px`;
    this.divider.style.top = `${y}px`;
    this.divider.style.height = `${height}px`;
    first.cover(0, this.comparison.boxes[0].width - at);
    second.cover(at, 0);
    const share = Math.round(this.position);
    const [left, right] = this.comparison.names;
    this.divider.setAttribute("aria-valuenow", String(share));
    this.divider.setAttribute(
      "aria-valuetext",
      say(TEXTS.dividerValue, { first: share, left, second: 100 - share, right }),
    );
  }

  move(position) {
    this.position = clamp(position, 0, 100);
    this.comparison.draw();
  }

  positionOf({ x }) {
    const { x: start, width } = this.comparison.sides[0].seen;
    return ((x - start) / width) * 100;
  }

  /** A mouse moves the divider at once; a finger only once it goes sideways, so that pages scroll. */
  press(point, event) {
    if (!this.lastPress || event.timeStamp - this.lastPress > 500) this.before = this.position;
    this.lastPress = event.timeStamp;
    const isWhole = this.comparison.view.zoom === 1;
    if (!isWhole && !event.target.closest(".divider")) return null;
    const before = this.position;
    if (event.pointerType === "mouse") {
      this.divider.focus({ preventScroll: true });
      if (isWhole) this.move(this.positionOf(point));
    }
    return { move: (at) => this.move(this.positionOf(at)), cancel: () => this.move(before) };
  }

  /** The presses of a double tap meant the zoom. */
  doubleTap() {
    this.position = this.before ?? this.position;
  }

  /** @param {KeyboardEvent} event @returns {(() => void) | undefined} */
  deedOf({ key, shiftKey, target }) {
    if (target !== this.divider) return undefined;
    if (key === "Home") return () => this.move(0);
    if (key === "End") return () => this.move(100);
    const step = shiftKey ? 10 : 1;
    const steps = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageDown: -10, PageUp: 10 };
    return key in steps ? () => this.move(this.position + steps[key]) : undefined;
  }
}
