/**
 * What could not be matched in one of two photos, greyed on both.
 *
 * Each photo brings a small picture in the frame of the reference: grey where it was not matched,
 * clear elsewhere. Skin that only one of them shows can't be compared, so both get both greys.
 */

const GREY = 119;

export class Veil {
  /** @param {() => void} onKnown called when it is known what has to be greyed */
  constructor(onKnown) {
    this.onKnown = onKnown;
    /** @type {HTMLCanvasElement | null} null while nothing has to be greyed */
    this.picture = null;
  }

  /** Asks again for what could not be loaded. @param {string[]} urls empty where there is no picture */
  async show(urls) {
    const wanted = urls.join("\n");
    if (wanted === this.urls && !this.isIncomplete) return;
    this.urls = wanted;
    this.isIncomplete = false;
    this.picture = null; // another pair's grey would be wrong
    const pictures = await Promise.all(urls.map(loadPicture));
    if (this.urls !== wanted) return;
    this.isIncomplete = pictures.some((picture, index) => urls[index] && !picture);
    this.picture = unite(pictures.filter((picture) => picture));
    this.onKnown();
  }
}

/** @param {string} url @returns {Promise<HTMLImageElement | null>} */
async function loadPicture(url) {
  if (!url) return null;
  const picture = new Image();
  picture.src = url;
  try {
    await picture.decode();
  } catch {
    return null;
  }
  return picture;
}

/** The stronger grey of all pictures; null where all are clear. @param {HTMLImageElement[]} pictures */
function unite(pictures) {
  if (!pictures.length) return null;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(...pictures.map((picture) => picture.naturalWidth));
  canvas.height = Math.max(...pictures.map((picture) => picture.naturalHeight));
  const { width, height } = canvas;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const united = pen.createImageData(width, height);
  united.data.fill(GREY);
  const alphas = pictures.map((picture) => {
    pen.clearRect(0, 0, width, height);
    pen.drawImage(picture, 0, 0, width, height);
    return pen.getImageData(0, 0, width, height).data;
  });
  let strongest = 0;
  for (let at = 3; at < united.data.length; at += 4) {
    united.data[at] = Math.max(...alphas.map((alpha) => alpha[at]));
    strongest = Math.max(strongest, united.data[at]);
  }
  pen.putImageData(united, 0, 0);
  return strongest ? canvas : null;
}
