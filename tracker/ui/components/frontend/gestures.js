/**
 * Mouse, touch and pen on a stage, told as a few words: press, drag, tap, double tap, zoom, pan.
 *
 * @typedef {{x: number, y: number}} Point      px from the stage's top left corner
 * @typedef {object} Drag                       what one pressed pointer does
 * @property {(point: Point, dx: number, dy: number) => void} move
 * @property {(point: Point) => void} [end]
 * @property {() => void} [cancel]              a second finger came down, or the page scrolls instead
 *
 * @typedef {object} Actions
 * @property {(point: Point, event: PointerEvent) => (Drag | null)} press
 * @property {(point: Point, event: PointerEvent) => void} [tap]
 * @property {(point: Point) => void} [doubleTap]
 * @property {(change: {factor: number, degrees: number, from: Point, to: Point}) => void} [pinch]   what two
 *   fingers do, instead of zoom and pan, where turning means something
 * @property {(factor: number, point: Point) => void} zoom
 * @property {(dx: number, dy: number, point: Point) => void} pan
 */

const DOUBLE_TAP_MS = 350;
const DOUBLE_TAP_PX = 28;

/** How far a pointer may tremble and still tap. @param {PointerEvent} event */
const trembling = (event) => (event.pointerType === "mouse" ? 3 : 9);

class Pointers {
  /** @param {HTMLElement} stage @param {Actions} actions */
  constructor(stage, actions) {
    this.stage = stage;
    this.actions = actions;
    /** @type {Map<number, {start: Point, last: Point}>} */
    this.down = new Map();
    this.drag = null;
    this.hasMoved = false;
    this.lastTap = { at: -Infinity, x: 0, y: 0 };
  }

  pointOf(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  press(event) {
    if (event.button > 1 || event.target.closest("button, a, input")) return;
    if (event.pointerType === "mouse") event.preventDefault();
    const point = this.pointOf(event);
    this.stage.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, { start: point, last: point });
    if (this.down.size === 1) {
      this.hasMoved = false;
      this.drag = this.actions.press(point, event);
    } else {
      this.stopDrag();
      this.hasMoved = true;
    }
  }

  move(event) {
    const pointer = this.down.get(event.pointerId);
    if (!pointer) return;
    const point = this.pointOf(event);
    if (this.down.size > 1) {
      this.pinch(pointer, point);
    } else if (this.hasMoved || distance(point, pointer.start) > trembling(event)) {
      this.hasMoved = true;
      this.drag?.move(point, point.x - pointer.last.x, point.y - pointer.last.y);
      pointer.last = point;
    }
  }

  /** One of two fingers moved: the pair zooms by its spread and pans by its middle. */
  pinch(pointer, point) {
    const [first, second] = [...this.down.values()];
    const before = { spread: distance(first.last, second.last), middle: middleOf(first.last, second.last) };
    const angle = angleOf(first.last, second.last);
    pointer.last = point;
    const middle = middleOf(first.last, second.last);
    if (this.actions.pinch) {
      const factor = before.spread > 0 ? distance(first.last, second.last) / before.spread : 1;
      const degrees = turnBetween(angle, angleOf(first.last, second.last));
      this.actions.pinch({ factor, degrees, from: before.middle, to: middle });
      return;
    }
    if (before.spread > 0) this.actions.zoom(distance(first.last, second.last) / before.spread, middle);
    this.actions.pan(middle.x - before.middle.x, middle.y - before.middle.y, middle);
  }

  release(event) {
    if (!this.down.delete(event.pointerId) || this.down.size) return;
    const drag = this.drag;
    this.drag = null;
    if (this.hasMoved) drag?.end?.(this.pointOf(event));
    else this.tap(this.pointOf(event), event);
  }

  tap(point, event) {
    const isSecond =
      event.timeStamp - this.lastTap.at < DOUBLE_TAP_MS && distance(point, this.lastTap) < DOUBLE_TAP_PX;
    this.lastTap = { at: isSecond ? -Infinity : event.timeStamp, ...point };
    if (isSecond && this.actions.doubleTap) this.actions.doubleTap(point);
    else this.actions.tap?.(point, event);
  }

  cancel(event) {
    if (this.down.delete(event.pointerId)) this.stopDrag();
  }

  stopDrag() {
    this.drag?.cancel?.();
    this.drag = null;
  }

  /** Ctrl and wheel, which is also how browsers report a pinch on a touch pad. */
  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const step = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1);
    this.actions.zoom(Math.exp(-step / (Math.abs(step) < 50 ? 100 : 400)), this.pointOf(event));
  }
}

/**
 * @param {HTMLElement} stage whose CSS `touch-action` says which swipes stay with the page
 * @param {Actions} actions
 */
export function watchGestures(stage, actions) {
  const pointers = new Pointers(stage, actions);
  stage.addEventListener("pointerdown", (event) => pointers.press(event));
  stage.addEventListener("pointermove", (event) => pointers.move(event));
  stage.addEventListener("pointerup", (event) => pointers.release(event));
  stage.addEventListener("pointercancel", (event) => pointers.cancel(event));
  stage.addEventListener("wheel", (event) => pointers.wheel(event), { passive: false });
  // two fingers are always ours, even where touch-action leaves a vertical swipe to the page
  const keepPinch = (event) => event.touches.length > 1 && event.cancelable && event.preventDefault();
  stage.addEventListener("touchstart", keepPinch, { passive: false });
  stage.addEventListener("touchmove", keepPinch, { passive: false });
  stage.addEventListener("gesturestart", (event) => event.preventDefault());
  stage.addEventListener("dragstart", (event) => event.preventDefault());
}

/** @param {Point} a @param {Point} b */
export function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Direction from one finger to the other, degrees clockwise. @param {Point} a @param {Point} b */
function angleOf(a, b) {
  return (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
}

/** The shorter way from one direction to another, in degrees. @param {number} before @param {number} after */
function turnBetween(before, after) {
  const degrees = after - before;
  return degrees - 360 * Math.round(degrees / 360);
}

/** @param {Point} a @param {Point} b */
function middleOf(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
