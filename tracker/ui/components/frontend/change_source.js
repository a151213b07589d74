/**
 * The change map of a pair: asked for, waited for while it is made, or refused with a reason.
 *
 * @typedef {object} ChangeKind   one of a legend's kinds; only `refused` where it can't be shown
 * @property {string} [refused]
 * @property {string} unit
 * @property {number} threshold   below which a change may be noise
 * @property {number} range       end of the scale
 * @property {number} smoothing_mm
 * @property {number} smoothing_share
 * @property {number} rose        shares of the skin shown
 * @property {number} fell
 * @property {{fell: string[], rose: string[]}} colours   from pale to deep
 * @property {{rows: number, columns: number, values: (number | null)[], changed: string}} places
 *
 * @typedef {object} ChangeLegend
 * @property {string} key
 * @property {boolean} is_scale_measured
 * @property {Record<"redness" | "texture", number>} limits
 * @property {ChangeKind} redness
 * @property {ChangeKind} texture
 */

const MOST_RESTS = 200;

export class ChangeSource {
  /** @param {() => void} onKnown called whenever more is known */
  constructor(onKnown) {
    this.onKnown = onKnown;
    /** @type {"idle" | "waiting" | "ready" | "failed"} */
    this.state = "idle";
  }

  /** What failed is asked for again the next time. */
  forget() {
    if (this.state === "failed") this.url = undefined;
  }

  /** Asks for a map unless it was asked for last; null takes it away. @param {string | null} url */
  async ask(url) {
    if (url === this.url) return;
    this.url = url;
    /** @type {ChangeLegend | null} */
    this.legend = null;
    this.reason = "";
    this.state = url ? "waiting" : "idle";
    if (!url) return;
    const answer = await waitFor(url, () => this.url === url);
    if (!answer || this.url !== url) return;
    this.legend = answer.legend;
    this.reason = answer.reason;
    this.state = answer.legend ? "ready" : "failed";
    this.onKnown();
  }

  /** Address of the picture of a kind. @param {string} kind */
  pictureOf(kind) {
    const [path, query] = this.url.split("?");
    return `${path}/${this.legend.key}/${kind}?${query}`;
  }
}

/** @param {string} url @param {() => boolean} isWanted @returns {Promise<{legend: ChangeLegend | null, reason: string} | null>} */
async function waitFor(url, isWanted) {
  for (let rests = 0; isWanted() && rests < MOST_RESTS; rests += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return { legend: await answer.json(), reason: "" };
    const seconds = answer?.headers.get("Retry-After");
    if (!seconds) return { legend: null, reason: answer && answer.status < 500 ? await answer.text() : "" };
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(seconds)));
  }
  return isWanted() ? { legend: null, reason: "" } : null;
}
