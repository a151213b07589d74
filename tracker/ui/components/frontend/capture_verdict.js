import { NotSent, sendDecision } from "./capture_send.js";
import { CAPTURE_SAYS } from "./capture_texts.js";
import { _ } from "./texts.js";

/**
 * What was found in the photo that has just been saved, and the choice to keep it or to take it again.
 *
 * @typedef {{text: string, is_serious: boolean}} Found
 */

const OWN_REASON = "own reason";

export class Verdict {
  /** @param {HTMLElement} root @param {(isKept: boolean) => void} onDecide */
  constructor(root, onDecide) {
    this.root = root;
    this.list = root.querySelector(".found");
    this.reasons = root.querySelector(".reason");
    this.own = root.querySelector(".own-reason");
    this.problem = root.querySelector(".verdict-problem");
    this.onDecide = onDecide;
    this.reasons.addEventListener("change", () => this.showOwn());
    root.querySelector(".keep").addEventListener("click", () => this.decide("keep", this.reason));
    root.querySelector(".again").addEventListener("click", () => this.decide("reject", ""));
  }

  /** @param {{value: string, label: string}[]} reasons */
  offer(reasons) {
    if (this.reasons.options.length) return;
    const first = { value: "", label: _(CAPTURE_SAYS.chooseReason) };
    const last = { value: OWN_REASON, label: _(CAPTURE_SAYS.ownReason) };
    const options = [first, ...reasons, last].map(({ value, label }) => new Option(label, value));
    this.reasons.replaceChildren(...options);
  }

  get reason() {
    return this.reasons.value === OWN_REASON ? this.own.querySelector("input").value : this.reasons.value;
  }

  showOwn() {
    this.own.hidden = this.reasons.value !== OWN_REASON;
  }

  /** @param {Found[]} found @param {string} [url] of the photo; empty where nothing is to be decided */
  show(found, url = "") {
    this.url = url;
    this.problem.textContent = "";
    this.reasons.value = "";
    this.own.querySelector("input").value = "";
    this.showOwn();
    this.list.replaceChildren(...found.map(({ text: sentence, is_serious: isSerious }) => {
      const line = document.createElement("li");
      line.classList.toggle("is-serious", isSerious);
      line.textContent = _(isSerious ? CAPTURE_SAYS.serious : CAPTURE_SAYS.note, { sentence });
      return line;
    }));
  }

  /** @param {"keep" | "reject"} deed @param {string} reason */
  async decide(deed, reason) {
    try {
      await sendDecision(`${this.url}/${deed}`, reason);
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      this.problem.textContent = error.message;
      return;
    }
    this.onDecide(deed === "keep");
  }
}
