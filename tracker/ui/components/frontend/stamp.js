import { TEXTS, say } from "./compare_texts.js";
import { write } from "./controls.js";

/**
 * What stands under the photos in every mode and in full screen: whose they are, what was done to
 * them, and how large they are.
 */
export class Stamp {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.scale = root.querySelector(".scale");
    this.subject = root.querySelector(".subject");
    this.truth = root.querySelector(".truth");
  }

  /**
   * @param {{subject: string, mm_across: number | null, is_scale_estimated: boolean}} data
   * @param {import("./pair_choice.js").Frame[]} frames those that are shown
   * @param {number} widthPx of a whole picture as it is shown now
   */
  draw({ subject, mm_across, is_scale_estimated }, frames, widthPx) {
    const isAligned = frames.every((frame) => frame.aligned_url);
    write(this.subject, subject);
    const reason = frames.map((frame) => frame.problem).filter(Boolean).join(" ");
    const isConfirmed = frames.every((frame) => frame.badge_level !== "unconfirmed");
    const aligned = isConfirmed ? TEXTS.aligned : TEXTS.byHand;
    write(this.truth, isAligned ? aligned : say(TEXTS.asTaken, { reason }));
    this.truth.classList.toggle("is-unaligned", !isAligned || !isConfirmed);
    this.drawScale(isAligned && mm_across ? widthPx / mm_across : 0, is_scale_estimated);
  }

  /**
   * Only where the skin's scale is known.
   *
   * @param {number} pxPerMm 0 where it isn't
   * @param {boolean} isEstimated from the eyes, and so about
   */
  drawScale(pxPerMm, isEstimated) {
    this.scale.hidden = !pxPerMm;
    if (!pxPerMm) return;
    const lengthMm = barLength(pxPerMm);
    this.scale.querySelector(".bar").style.width = `${lengthMm * pxPerMm}px`;
    const number = lengthMm.toLocaleString(document.documentElement.lang || "en");
    write(this.scale.querySelector(".scale-words"), say(isEstimated ? TEXTS.scaleAbout : TEXTS.scale, { length: number }));
  }
}

const LONGEST_PX = 110;

/** The longest of 1, 2, 5, 10, 20, 50 ... mm that fits. @param {number} pxPerMm */
export function barLength(pxPerMm) {
  const most = LONGEST_PX / pxPerMm;
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((factor) => factor * power).find((length) => length <= most) ?? power;
}
