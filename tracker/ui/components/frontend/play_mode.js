import { TEXTS, say } from "./compare_texts.js";
import { write } from "./controls.js";
import { layOutOne } from "./layout.js";
import { pause } from "./pictures.js";
import { PhotoPane } from "./photo_pane.js";

/**
 * The aligned sessions one after the other, in one place, each under its date. It plays by a press
 * alone, ends at the last session, and waits for pictures that are still on their way.
 * @implements {import("./compare_modes.js").Mode}
 */
export class PlayMode {
  name = "play";
  icon = "M7 4.5v15l12-7.5z";
  isOfMany = true;

  /** @param {import("./compare.js").Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    const part = (selector) => comparison.root.querySelector(selector);
    this.button = part(".play");
    this.place = part(".play-place input");
    this.speed = part(".speed input");
    this.speedWords = part(".speed-value");
    this.note = part(".play-note");
    this.at = 0;
    this.shortcuts = [{ keys: ["P"], words: TEXTS.playKey, deed: () => this.toggle() }];
    this.button.addEventListener("click", () => this.toggle());
    this.place.addEventListener("input", () => this.goTo(Number(this.place.value)));
    this.speed.addEventListener("input", () => comparison.draw());
    document.addEventListener("visibilitychange", () => document.hidden && this.pause());
  }

  /** Sessions that lie in one frame; where there are fewer than two, all as taken. */
  get all() {
    const { frames, aligned } = this.comparison.choice;
    return aligned.length > 1 ? aligned : frames;
  }

  /** The session that is shown. */
  get frames() {
    return [this.all[this.at] ?? this.all[0]];
  }

  enter() {
    const { stage, root } = this.comparison;
    this.pane = new PhotoPane(stage, root.querySelector("template"), () => this.goTo(this.at));
    this.pane.element.classList.add("is-played");
    this.goTo(Math.min(this.at, this.all.length - 1));
  }

  leave() {
    this.pause();
    this.pane.element.remove();
    this.pane = null;
  }

  layOut(room, size) {
    return layOutOne(room, size);
  }

  draw() {
    const { sides, boxes, view, choice } = this.comparison;
    for (const { element } of sides) element.style.visibility = "hidden";
    if (this.pane.photo) this.pane.place(boxes[0], view, 0);
    const [frame] = this.frames;
    this.place.max = String(this.all.length - 1);
    this.place.value = String(this.at);
    this.place.setAttribute("aria-valuetext", [frame.title, frame.date, frame.days].join(", "));
    write(this.button, this.isPlaying ? TEXTS.pause : TEXTS.start);
    const speed = this.rate.toLocaleString(document.documentElement.lang || "en");
    write(this.speedWords, say(TEXTS.rateValue, { rate: speed }));
    this.speed.setAttribute("aria-valuetext", this.speedWords.textContent);
    const leftOut = choice.frames.filter((one) => !this.all.includes(one));
    const names = leftOut.map((one) => one.short_title).join(", ");
    write(this.note, leftOut.length ? say(TEXTS.leftOut, { names }) : "");
  }

  /** Sessions per second. */
  get rate() {
    return Number(this.speed.value);
  }

  // ---- playing ------------------------------------------------------------------------------

  get isPlaying() {
    return Boolean(this.playing);
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
    this.comparison.draw();
  }

  pause() {
    this.playing = null;
    if (this.pane) this.comparison.draw();
  }

  async play() {
    this.comparison.setMode(this.name);
    const run = {};
    this.playing = run;
    if (this.at >= this.all.length - 1) await this.goTo(0);
    while (this.playing === run && this.at < this.all.length - 1) {
      await pause(1000 / this.rate);
      if (this.playing === run) await this.goTo(this.at + 1);
    }
    if (this.playing === run) this.pause();
  }

  /** Shows a session once its picture is there, and fetches the one after it. @param {number} index */
  async goTo(index) {
    const { choice, pictures } = this.comparison;
    const frame = this.all[index];
    this.wanted = frame;
    const [photo] = choice.photosOf([frame]);
    const kept = pictures.get(photo.url);
    await pictures.decode(kept);
    // an element of its own: the kept one may stand in a pane of the pair
    const picture = { image: kept.image.cloneNode(), state: kept.state };
    await picture.image.decode().catch(() => {});
    if (this.wanted !== frame || !this.pane) return;
    this.at = index;
    this.pane.show(photo, picture);
    this.comparison.draw();
    const next = this.all[index + 1];
    if (next) pictures.preload(choice.photosOf([next]).map(({ url }) => url));
  }

  /** @param {KeyboardEvent} event @returns {(() => void) | undefined} */
  deedOf({ key, target }) {
    if (target !== this.comparison.stage) return undefined;
    if (key === " ") return () => this.toggle();
    const to = this.at + ({ ArrowLeft: -1, ArrowRight: 1 }[key] ?? NaN);
    return this.comparison.view.zoom === 1 && this.all[to] ? () => this.goTo(to) : undefined;
  }
}
