import { CAPTURE_SAYS } from "./capture_texts.js";
import { _ } from "./texts.js";

/**
 * Sends one photo to the server, bytes as they are.
 *
 * @typedef {{blob: Blob, view: string, label: string, phase: string, takenAt: number}} Shot
 *   `takenAt` is of performance.now(): how long a photo waited is known even where the clock is wrong
 * @typedef {{photo: string, digest: string, ghost: string, acceptance: string,
 *   findings: {text: string, is_serious: boolean}[]}} Saved
 */

export class NotSent extends Error {}

/** @param {string} url @param {Shot} shot @returns {Promise<Saved>} */
export async function sendShot(url, shot) {
  const answer = await post(url, shot);
  if (answer.ok) return answer.json();
  if (answer.status === 401) throw new NotSent(_(url.startsWith("/phone/") ? CAPTURE_SAYS.linkEnded : CAPTURE_SAYS.signedOut));
  const isSentence = answer.headers.get("content-type")?.startsWith("text/plain");
  throw new NotSent((isSentence && (await answer.text())) || _(CAPTURE_SAYS.unreachable));
}

async function post(url, shot) {
  try {
    return await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      cache: "no-store",
      headers: {
        "Content-Type": "application/octet-stream",
        "X-Tracker-View": encodeURIComponent(shot.view),
        "X-Tracker-Phase": shot.phase,
        "X-Tracker-Waited": String(Math.round(performance.now() - shot.takenAt)),
      },
      body: shot.blob,
    });
  } catch {
    throw new NotSent(_(CAPTURE_SAYS.unreachable));
  }
}

/** @param {string} url of what is decided @param {string} reason */
export async function sendDecision(url, reason) {
  try {
    const body = new URLSearchParams({ reason });
    const answer = await fetch(url, { method: "POST", body, credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new NotSent(await answer.text());
  } catch (error) {
    throw error instanceof NotSent ? error : new NotSent(_(CAPTURE_SAYS.unheard));
  }
}

/** Asks before a page is left on which a photo is not saved yet: by address, by reload, or by a link of the app. */
export class LeaveWarning {
  /** @param {() => boolean} isUnsaved */
  constructor(isUnsaved) {
    this.warn = (event) => {
      if (isUnsaved()) event.preventDefault();
    };
    this.ask = (event) => {
      const link = event.composedPath().find((element) => element.localName === "a" && element.href);
      if (!link || link.target === "_blank" || !isUnsaved() || confirm(_(CAPTURE_SAYS.leave))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    addEventListener("beforeunload", this.warn);
    // before the app's own handlers, which change the page without loading another one
    addEventListener("click", this.ask, true);
  }

  stop() {
    removeEventListener("beforeunload", this.warn);
    removeEventListener("click", this.ask, true);
  }
}
