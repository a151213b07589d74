/**
 * What the server has of photos at full detail.
 *
 * @typedef {{width: number, height: number}} Level                 px of the whole picture
 * @typedef {{key: string, tile_px: number, levels: Level[]}} Manifest   the largest level first
 */

export const TRY_AGAIN_MS = 10_000;
const MOST_KNOWN = 60;

/** What the server said of each address: a manifest, or null where there will be none. @type {Map<string, Manifest | null>} */
export const manifests = new Map();

/** Where the full detail of a photo lies, by the address of its rendition; empty where it has none. @param {string} url */
export function detailUrlOf(url) {
  const found = /^\/photo\/[0-9a-f]{64}\/(?=(aligned|screen)(\?|$))/.exec(url);
  return found ? url.replace(/\/(aligned|screen)(?=\?|$)/, "/detail") : "";
}

/** Takes down what the server says of an address. @returns {Promise<number>} ms to wait before asking again; 0 never */
export async function askFor(url) {
  try {
    const answer = await fetch(url);
    const again_s = Number(answer.headers.get("Retry-After"));
    if (again_s) return 1000 * again_s;
    if (!answer.ok && answer.status !== 404) return TRY_AGAIN_MS;
    if (manifests.size >= MOST_KNOWN) manifests.clear();
    manifests.set(url, answer.ok ? await answer.json() : null);
    return 0;
  } catch {
    return TRY_AGAIN_MS;
  }
}

/** @returns {Promise<ImageBitmap | "gone" | "failed">} */
export async function pictureAt(address, signal) {
  try {
    const answer = await fetch(address, { signal });
    if (answer.status === 404) return "gone";
    return answer.ok ? await createImageBitmap(await answer.blob()) : "failed";
  } catch {
    return "failed";
  }
}
