import { _ } from "./texts.js";

/**
 * What the editor knows of regions: what Python stores, what was changed here and isn't answered
 * yet, the shape that is being drawn, and the way back.
 *
 * @typedef {import("./shapes.js").Shape} Shape
 * @typedef {[number, number]} Spot
 * @typedef {{id: string, name: string, role: string, shape: Shape}} Region
 * @typedef {object} Change                 a state to go to
 * @property {Spot[]} draft                 points of the polygon that is being drawn
 * @property {Shape | null} fresh           a finished shape that waits for its name
 * @property {{id: string, shape: Shape}} [edit]
 */

export const FRESH = "fresh shape";
const QUIET_MS = 400;
const PATIENCE_MS = 2000;
const DEEPEST_UNDO = 200;

export class RegionStore {
  /** @param {(event: object) => void} send */
  constructor(send) {
    this.send = send;
    this.number = 0;
    /** @type {Region[]} */
    this.stored = [];
    /** Edited shapes that Python hasn't answered. */
    this.edits = new Map();
    this.draft = [];
    this.fresh = null;
    this.past = [];
    this.future = [];
    this.queue = [];
    this.underWay = null;
  }

  /**
   * Takes what Python stores.
   * @param {Region[]} regions
   * @param {number} heard     the event that the latest rerun was about
   * @param {number} answered  the last event that Python has had its turn with
   */
  update(regions, heard, answered) {
    const known = new Set(this.stored.map(({ id }) => id));
    this.number = Math.max(this.number, heard);
    this.stored = regions;
    this.named = null;
    const added = regions.find(({ id }) => !known.has(id));
    if (added && this.fresh) this.takeAsNamed(added.id);
    for (const [id, edit] of this.edits) if (this.isOver(id, edit, answered)) this.edits.delete(id);
    if (this.underWay && heard >= this.underWay) this.endWait();
  }

  /** The new shape has its name now: nothing leads back to before that. */
  takeAsNamed(id) {
    this.fresh = null;
    this.named = id;
    const isNoneNew = ({ before, after }) => !before.fresh && !after.fresh;
    this.past = this.past.filter(isNoneNew);
    this.future = this.future.filter(isNoneNew);
  }

  /** An edit stays on screen until Python hands it back, hands back another, or lets it pass by. */
  isOver(id, edit, answered) {
    const region = this.stored.find((one) => one.id === id);
    if (!region) return true;
    if (edit.number !== null && answered >= edit.number) return true;
    return !edit.expected.has(JSON.stringify(region.shape));
  }

  /** @returns {Region[]} as they stand on screen */
  get regions() {
    const shown = this.stored.map((region) => ({ ...region, shape: this.edits.get(region.id)?.shape ?? region.shape }));
    if (this.fresh) shown.push({ id: FRESH, name: _("New region"), role: "new", shape: this.fresh });
    return shown;
  }

  /** @param {string | null} id */
  find(id) {
    return this.regions.find((region) => region.id === id);
  }

  // ---- changes ------------------------------------------------------------------------------

  /** @param {Spot[]} draft */
  setDraft(draft) {
    this.commit({ draft, fresh: this.fresh });
  }

  /** A shape is finished: Python asks for its name. @param {Shape} shape */
  finish(shape) {
    this.commit({ draft: [], fresh: shape });
  }

  /** @param {string} id @param {Shape} shape @param {boolean} isOneOfMany more may follow at once (key presses) */
  edit(id, shape, isOneOfMany = false) {
    if (id === FRESH) this.commit({ draft: this.draft, fresh: shape }, isOneOfMany);
    else this.commit({ draft: this.draft, fresh: this.fresh, edit: { id, shape } }, isOneOfMany);
  }

  discardFresh() {
    this.commit({ draft: this.draft, fresh: null });
  }

  /** @param {Change} after @param {boolean} [isOneOfMany] */
  commit(after, isOneOfMany = false) {
    const { edit } = after;
    const before = { draft: this.draft, fresh: this.fresh };
    if (edit) before.edit = { id: edit.id, shape: this.find(edit.id).shape };
    this.past = [...this.past, { before, after }].slice(-DEEPEST_UNDO);
    this.future = [];
    this.goTo(after, isOneOfMany);
  }

  undo() {
    const step = this.past.pop();
    if (!step) return;
    this.future.push(step);
    this.goTo(step.before);
  }

  redo() {
    const step = this.future.pop();
    if (!step) return;
    this.past.push(step);
    this.goTo(step.after);
  }

  /** @param {Change} change @param {boolean} [isOneOfMany] */
  goTo({ draft, fresh, edit }, isOneOfMany = false) {
    const hadFresh = this.fresh;
    this.draft = draft;
    this.fresh = fresh;
    if (fresh !== hadFresh) {
      this.tell(fresh ? { kind: "drawn", id: "", shape: fresh } : { kind: "selected", id: "" }, isOneOfMany);
    }
    if (edit && this.stored.some(({ id }) => id === edit.id)) {
      this.overrule(edit);
      this.tell({ kind: "edited", ...edit }, isOneOfMany);
    }
  }

  /** Shows an edited shape in place of the stored one. */
  overrule({ id, shape }) {
    const before = this.edits.get(id);
    const stored = JSON.stringify(this.stored.find((region) => region.id === id).shape);
    const expected = new Set(before?.expected ?? []).add(stored);
    if (before) expected.add(JSON.stringify(before.shape));
    this.edits.set(id, { shape, expected, number: null });
  }

  // ---- events -------------------------------------------------------------------------------

  /**
   * Queues an event. One is under way at a time, because a rerun that comes too early would break
   * off the one before it; of many key presses in a row only the last counts.
   */
  tell(event, isOneOfMany = false) {
    const last = this.queue.at(-1);
    const isAgain = last?.kind === event.kind && (last.id === event.id || event.kind === "selected");
    if (isAgain) this.queue.pop();
    this.queue.push(event);
    clearTimeout(this.quiet);
    if (isOneOfMany) this.quiet = setTimeout(() => this.sendNext(), QUIET_MS);
    else this.sendNext();
  }

  sendNext() {
    if (this.underWay || !this.queue.length) return;
    const event = this.queue.shift();
    this.number += 1;
    this.underWay = this.number;
    this.patience = setTimeout(() => this.endWait(), PATIENCE_MS);
    const edit = event.kind === "edited" && this.edits.get(event.id);
    if (edit) edit.number = this.number;
    this.send({ ...event, number: this.number });
  }

  endWait() {
    clearTimeout(this.patience);
    this.underWay = null;
    this.sendNext();
  }
}
