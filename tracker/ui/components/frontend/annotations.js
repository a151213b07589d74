import { AnnotationLayer } from "./annotation_layer.js";
import { AnnotationList } from "./annotation_list.js";
import { AnnotationTools } from "./annotation_tools.js";
import { TEXTS } from "./compare_texts.js";

/**
 * What people drew on the two photos: a layer that can be hidden, tools for those who may draw, and a list.
 *
 * What is drawn here is shown at once; Python keeps it, or refuses it in a sentence.
 *
 * @typedef {import("./annotation_forms.js").Spot} Spot
 * @typedef {object} Annotation
 * @property {string} id
 * @property {string} session
 * @property {import("./annotation_forms.js").Kind} kind
 * @property {Spot[] | null} points   px of the photo as taken
 * @property {Spot[] | null} aligned  px of the reference; null where the photo isn't aligned
 * @property {string} text
 * @property {string} words           kind, text, author and day
 * @property {boolean} is_removable
 *
 * @typedef {object} AnnotationData
 * @property {boolean} may_draw
 * @property {Record<string, {id: string, alignment: string}>} photos  of each session: which photo it is, and how it is aligned
 * @property {Annotation[]} items     oldest first
 * @property {Record<string, string>} answers  to what was done here, by its key: why it was refused, or nothing
 */

export class Annotations {
  /** @param {import("./compare.js").Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    const { root } = comparison;
    this.row = root.querySelector(".annotating");
    this.switch = root.querySelector(".annotation-switch");
    this.isOn = this.switch.querySelector("input");
    this.undoButton = root.querySelector(".undo");
    this.problem = root.querySelector(".drawing-problem");
    this.tools = new AnnotationTools(comparison, (...drawn) => this.add(...drawn));
    this.list = new AnnotationList(root, (id) => this.remove(id), (id) => this.restore(id));
    this.layers = new Map(comparison.panes.map((pane) => [pane, new AnnotationLayer(pane)]));
    /** @type {AnnotationData | null} */
    this.data = null;
    /** @type {Map<string, Annotation>} drawn or brought back here, which Python has yet to say */
    this.ahead = new Map();
    /** @type {Map<string, Annotation>} removed here, so that they can be brought back */
    this.removed = new Map();
    /** @type {{kind: "add" | "remove", id: string}[]} what can be undone, latest last */
    this.deeds = [];
    /** @type {Map<string, object>} what Python has yet to answer, by a key of its own */
    this.unheard = new Map();
    this.version = 0;
    this.watch();
  }

  /** @param {AnnotationData | null} data null where annotations have no place */
  update(data) {
    this.data = data;
    for (const { id } of data?.items ?? []) this.ahead.delete(id);
    for (const [key, problem] of Object.entries(data?.answers ?? {})) this.hear(key, problem);
    this.version += 1;
  }

  /** Other photos are shown: what was drawn on those that were can't be undone on these. */
  forget() {
    this.tools.leave();
    this.ahead.clear();
    this.removed.clear();
    this.deeds = [];
  }

  /** What Python refused is taken back, with the reason. */
  hear(key, problem) {
    const id = this.unheard.get(key)?.id;
    if (!this.unheard.delete(key) || !problem) return;
    this.ahead.delete(id);
    this.removed.delete(id);
    this.deeds = this.deeds.filter((deed) => deed.id !== id);
    this.problem.textContent = problem;
  }

  // ---- what there is ------------------------------------------------------------------------

  /** All that is there, oldest first, with what was removed here. @returns {Annotation[]} */
  get all() {
    const known = new Map(this.data.items.map((item) => [item.id, item]));
    for (const others of [this.removed, this.ahead]) {
      for (const [id, item] of others) if (!known.has(id)) known.set(id, item);
    }
    return [...known.values()];
  }

  /** @param {import("./photo_pane.js").PhotoPane} pane @returns {import("./annotation_layer.js").Drawn[]} */
  drawnOn({ photo }) {
    if (this.isOut || !this.isOn.checked) return [];
    return this.all
      .filter(({ id, session }) => session === photo.session && !this.removed.has(id))
      .map((item) => ({ ...item, spots: photo.is_aligned ? item.aligned : item.points }))
      .filter(({ spots }) => spots);
  }

  /** Where many photos are shown at once there is neither layer nor tool. */
  get isOut() {
    return !this.data || Boolean(this.comparison.mode.isOfMany);
  }

  draw() {
    const { sides } = this.comparison;
    if (this.isOut && this.tools.kind) this.tools.leave();
    const shown = sides.map(({ photo }) => [photo.session, photo.is_aligned]);
    const version = `${this.version} ${this.tools.version} ${this.isOn.checked} ${this.isOut} ${shown}`;
    for (const pane of sides) {
      const drawings = [...this.drawnOn(pane), ...this.tools.draftIn(pane)];
      this.layers.get(pane).draw(drawings, this.tools.placeOf(pane), this.tools.caretIn(pane), version);
    }
    if (version !== this.drawnVersion) this.drawControls();
    this.drawnVersion = version;
  }

  drawControls() {
    this.row.hidden = this.isOut;
    if (this.isOut) {
      this.list.update([]);
      return;
    }
    const { sides } = this.comparison;
    const rows = sides.flatMap(({ photo }) =>
      this.all
        .filter(({ session }) => session === photo.session)
        .map(({ id, words, is_removable }) => ({
          id,
          words,
          photo: photo.name,
          is_removable,
          is_removed: this.removed.has(id),
        })),
    );
    this.list.update(this.isOn.checked ? rows : []);
    this.switch.hidden = !rows.length && !this.data.may_draw;
    this.tools.bar.hidden = !this.data.may_draw;
    this.undoButton.disabled = !this.deeds.length;
  }

  /** Something was done here. */
  change() {
    this.version += 1;
    this.problem.textContent = "";
    this.comparison.draw();
  }

  // ---- what people do -----------------------------------------------------------------------

  add({ photo }, kind, spots, text) {
    const { id: photoId, alignment } = this.data.photos[photo.session];
    const id = newId();
    const points = spots.map((spot) => spot.map((px) => Math.round(100 * px) / 100));
    const frame = photo.is_aligned ? { aligned: points, points: null } : { aligned: null, points };
    const known = { id, session: photo.session, kind, text, words: TEXTS.saving, is_removable: true };
    this.ahead.set(id, { ...known, ...frame });
    this.deeds.push({ kind: "add", id });
    const place = { photo: photoId, alignment: photo.is_aligned ? alignment : "" };
    this.tell({ kind: "add", id, ...place, drawing: { kind, points, text } });
    this.change();
  }

  /** All that is unanswered is told again: what is told twice is done once, and nothing is lost on the way. */
  tell(event) {
    const key = newId();
    this.unheard.set(key, { key, ...event });
    this.send({ events: [...this.unheard.values()] });
  }

  remove(id, isDeed = true) {
    const item = this.all.find((one) => one.id === id);
    if (!item) return;
    this.removed.set(id, item);
    this.ahead.delete(id);
    if (isDeed) this.deeds.push({ kind: "remove", id });
    this.tell({ kind: "remove", id });
    this.change();
  }

  restore(id, isDeed = true) {
    const item = this.removed.get(id);
    if (!item) return;
    this.removed.delete(id);
    this.ahead.set(id, item);
    if (isDeed) this.deeds = this.deeds.filter((deed) => deed.id !== id || deed.kind !== "remove");
    this.tell({ kind: "restore", id });
    this.change();
  }

  /** Takes back the last thing that was done here. */
  undo() {
    const deed = this.deeds.pop();
    if (deed?.kind === "add") this.remove(deed.id, false);
    if (deed?.kind === "remove") this.restore(deed.id, false);
  }

  /** Shows or hides the layer. */
  toggle() {
    if (!this.isOut && !this.switch.hidden) this.isOn.click();
  }

  // ---- watching -----------------------------------------------------------------------------

  watch() {
    this.isOn.addEventListener("change", () => {
      if (!this.isOn.checked && this.tools.kind) this.tools.choose(null);
      this.comparison.draw();
    });
    this.undoButton.addEventListener("click", () => this.undo());
    this.tools.bar.addEventListener("click", (event) => {
      if (event.target.closest("[aria-pressed]") && !this.isOn.checked) this.isOn.click();
    });
  }
}

/** 32 hexadecimal digits: what is sent twice is kept once. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
