import { checkRadio, watchRadios } from "./controls.js";
import { CAPTURE_SAYS } from "./capture_texts.js";
import { _ } from "./texts.js";

/**
 * Which views this session has, and which one is next.
 *
 * @typedef {{key: string, label: string, ghost: string, taken: Record<string, number>}} ViewLine
 */

const OTHER = "other view";
const OWN_ZONE = "own zone";

export class ViewList {
  /** @param {HTMLElement} root @param {() => void} onChoose */
  constructor(root, onChoose) {
    this.list = root.querySelector(".view-list");
    this.phases = root.querySelector(".phase select");
    this.form = root.querySelector(".other-view");
    this.onChoose = onChoose;
    /** @type {ViewLine[]} */
    this.views = [];
    this.chosen = "";
    watchRadios(this.list, (key) => (key === OTHER ? this.toggleForm() : this.choose(key)));
    this.phases.addEventListener("change", () => this.turnToPhase());
    this.form.addEventListener("submit", (event) => this.add(event));
    for (const name of [".kind", ".zone"]) {
      this.form.querySelector(name).addEventListener("change", () => this.showZoneFields());
    }
  }

  /** @param {{views: ViewLine[], kinds: object[], zones: object[], phases: object[], phase: string}} data */
  update(data) {
    const isFirst = !this.phases.options.length;
    const added = this.views.filter((mine) => !data.views.some((view) => view.key === mine.key) && mine.isAdded);
    this.views = [...data.views, ...added];
    this.kinds = data.kinds;
    if (isFirst) this.fillFields(data);
    if (!this.present) this.chosen = this.nextMissing()?.key ?? this.views[0].key;
    this.draw();
  }

  fillFields({ kinds, zones, phases, phase }) {
    const fill = (select, options) =>
      select.replaceChildren(...options.map(({ value, label }) => new Option(label, value)));
    fill(this.phases, phases);
    this.phases.value = phase;
    fill(this.form.querySelector(".kind"), kinds);
    fill(this.form.querySelector(".zone"), [...zones, { value: OWN_ZONE, label: _(CAPTURE_SAYS.ownZone) }]);
    this.showZoneFields();
  }

  get phase() {
    return this.phases.value;
  }

  /** @returns {ViewLine | undefined} */
  get present() {
    return this.views.find((view) => view.key === this.chosen);
  }

  /** The first view after the chosen one, round the list, that has no photo of this phase. */
  nextMissing() {
    const from = this.views.findIndex((view) => view.key === this.chosen) + 1;
    const inTurn = [...this.views.slice(from), ...this.views.slice(0, from)];
    return inTurn.find((view) => !view.taken[this.phase]);
  }

  choose(key) {
    this.chosen = key;
    this.form.hidden = true;
    this.draw();
    this.onChoose();
  }

  turnToPhase() {
    const next = this.present?.taken[this.phase] ? this.nextMissing() : null;
    this.choose(next?.key ?? this.chosen);
  }

  /**
   * @param {{view: string, phase: string}} shot that is stored @param {string} ghost its address, for the
   *   next photo of a view that had none so far @returns {ViewLine | undefined} what is next
   */
  countOne(shot, ghost) {
    const view = this.views.find((one) => one.key === shot.view);
    if (view) {
      view.taken[shot.phase] = (view.taken[shot.phase] ?? 0) + 1;
      view.ghost ||= ghost;
    }
    const next = this.nextMissing();
    if (next) this.chosen = next.key;
    this.draw();
    return next;
  }

  toggleForm() {
    this.form.hidden = !this.form.hidden;
    if (!this.form.hidden) this.form.querySelector(".kind").focus();
  }

  showZoneFields() {
    const kind = this.kinds?.find(({ value }) => value === this.form.querySelector(".kind").value);
    const isOwn = this.form.querySelector(".zone").value === OWN_ZONE;
    this.form.querySelector(".zone-field").hidden = !kind?.needs_zone;
    this.form.querySelector(".own-zone").hidden = !(kind?.needs_zone && isOwn);
    this.form.querySelector(".own-zone input").required = Boolean(kind?.needs_zone && isOwn);
  }

  /** @param {SubmitEvent} event */
  add(event) {
    event.preventDefault();
    const kind = this.kinds.find(({ value }) => value === this.form.querySelector(".kind").value);
    const zoneField = this.form.querySelector(".zone");
    const isOwn = zoneField.value === OWN_ZONE;
    const own = this.form.querySelector(".own-zone input").value.trim();
    const zone = kind.needs_zone ? (isOwn ? own.toLowerCase() : zoneField.value) : "";
    const key = zone ? `${kind.value}:${zone}` : kind.value;
    const label = zone ? `${kind.label}, ${isOwn ? own : zoneField.selectedOptions[0].text}` : kind.label;
    if (!this.views.some((view) => view.key === key)) {
      this.views.push({ key, label, ghost: "", taken: {}, isAdded: true });
    }
    this.choose(key);
  }

  draw() {
    const focused = this.list.getRootNode().activeElement?.value;
    this.list.replaceChildren(...this.views.map((view) => this.button(view)), this.otherButton());
    checkRadio(this.list, this.chosen);
    if (focused) this.list.querySelector(`[value="${CSS.escape(focused)}"]`)?.focus();
  }

  /** @param {ViewLine} view */
  button(view) {
    const count = view.taken[this.phase] ?? 0;
    const button = radio(view.key, view.label);
    button.classList.toggle("is-taken", count > 0);
    const sign = document.createElement("span");
    sign.className = "sign";
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = count ? (count > 1 ? `✓ ${count}` : "✓") : "○";
    button.prepend(sign);
    const words = count ? CAPTURE_SAYS.viewTaken : CAPTURE_SAYS.viewMissing;
    button.setAttribute("aria-label", _(words, { view: view.label, count }));
    return button;
  }

  otherButton() {
    const button = radio(OTHER, `+ ${_(CAPTURE_SAYS.otherView)}`);
    button.setAttribute("aria-label", _(CAPTURE_SAYS.otherView));
    return button;
  }
}

/** @param {string} value @param {string} label */
function radio(value, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tool";
  button.value = value;
  button.setAttribute("role", "radio");
  const words = document.createElement("span");
  words.textContent = label;
  button.append(words);
  return button;
}
