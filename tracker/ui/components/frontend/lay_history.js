/**
 * What can be undone and done again. Steps of the same run, such as the repeats of a held key, are one.
 * @template T
 */
export class LayHistory {
  /** @param {T} start */
  constructor(start) {
    this.now = start;
    this.past = [];
    this.future = [];
    this.run = "";
  }

  /** @param {T} next @param {string} run empty for a step of its own */
  change(next, run) {
    if (JSON.stringify(next) === JSON.stringify(this.now)) return;
    if (!run || run !== this.run) this.past.push(this.now);
    this.run = run;
    this.future = [];
    this.now = next;
  }

  /** From here on the same run is another step. */
  pause() {
    this.run = "";
  }

  undo() {
    this.step(this.past, this.future);
  }

  redo() {
    this.step(this.future, this.past);
  }

  step(from, to) {
    if (!from.length) return;
    to.push(this.now);
    this.now = from.pop();
    this.pause();
  }
}
