/** The reference photo over the camera's picture: as it is, or its edges alone. */

const LINES_LONG_SIDE = 480;
const EDGE_SHARE = 0.6; // so much of all edges is weaker than what is drawn
const LEAST_LINE_PX = 16; // pores and hairs are no outline

/**
 * Draws the edges of a picture, white with a dark rim, so that they show on any skin.
 * @param {HTMLImageElement} image decoded @param {HTMLCanvasElement} canvas is resized
 */
export function drawEdges(image, canvas) {
  const scale = Math.min(1, LINES_LONG_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  canvas.width = Math.max(3, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(3, Math.round(image.naturalHeight * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.filter = "blur(2px)"; // browsers without filters draw a few lines more
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  context.filter = "none";
  const picture = context.getImageData(0, 0, canvas.width, canvas.height);
  const strengths = edgeStrengths(greyOf(picture.data), canvas.width, canvas.height);
  paintLines(picture.data, strengths, canvas.width);
  context.putImageData(picture, 0, 0);
}

/** @param {Uint8ClampedArray} rgba @returns {Float32Array} luma of each pixel */
function greyOf(rgba) {
  const grey = new Float32Array(rgba.length / 4);
  for (let i = 0; i < grey.length; i += 1) {
    grey[i] = 0.299 * rgba[4 * i] + 0.587 * rgba[4 * i + 1] + 0.114 * rgba[4 * i + 2];
  }
  return grey;
}

/**
 * Sobel's gradient where it is the steepest across its edge, so that edges are lines; 0 elsewhere.
 * @param {Float32Array} grey @param {number} width @param {number} height
 */
function edgeStrengths(grey, width, height) {
  const strengths = new Float32Array(grey.length);
  const step = new Int32Array(grey.length); // to the neighbour across the edge
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const [up, down] = [at - width, at + width];
      const across = grey[up + 1] + 2 * grey[at + 1] + grey[down + 1] - grey[up - 1] - 2 * grey[at - 1] - grey[down - 1];
      const along = grey[down - 1] + 2 * grey[down] + grey[down + 1] - grey[up - 1] - 2 * grey[up] - grey[up + 1];
      strengths[at] = Math.hypot(across, along);
      step[at] = Math.abs(across) > Math.abs(along) ? 1 : width;
    }
  }
  return strengths.map((strength, at) =>
    strength >= strengths[at - step[at]] && strength > strengths[at + step[at]] ? strength : 0,
  );
}

/** @param {Uint8ClampedArray} rgba is overwritten @param {Float32Array} strengths @param {number} width */
function paintLines(rgba, strengths, width) {
  const isLine = longLines(strengths, width);
  for (let at = 0; at < strengths.length; at += 1) {
    const isRim = isLine[at - 1] || isLine[at + 1] || isLine[at - width] || isLine[at + width];
    const shade = isLine[at] ? 255 : 0;
    rgba.set([shade, shade, shade, isLine[at] ? 255 : isRim ? 150 : 0], 4 * at);
  }
}

/** The strongest edges, as far as they hang together. @returns {Uint8Array} 1 on a line */
function longLines(strengths, width) {
  const weakest = Math.max(quantile(strengths.filter(Boolean), EDGE_SHARE), 8);
  const isOpen = Uint8Array.from(strengths, (strength) => (strength > weakest ? 1 : 0));
  const isLine = new Uint8Array(strengths.length);
  const steps = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  for (let start = 0; start < isOpen.length; start += 1) {
    if (!isOpen[start]) continue;
    isOpen[start] = 0;
    const line = [start];
    for (const at of line) {
      for (const step of steps) {
        if (!isOpen[at + step]) continue;
        isOpen[at + step] = 0;
        line.push(at + step); // the loop goes on with what is added
      }
    }
    if (line.length >= LEAST_LINE_PX) for (const at of line) isLine[at] = 1;
  }
  return isLine;
}

/** @param {Float32Array} values @param {number} share */
function quantile(values, share) {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export class Ghost {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.photo = root.querySelector(".ghost");
    this.lines = root.querySelector(".ghost-lines");
    this.url = "";
    this.mode = "photo";
    this.opacity = 0.45;
  }

  /** @param {string} url empty where the view has no reference yet */
  async show(url) {
    if (url === this.url) return;
    this.url = url;
    this.isReady = false;
    this.draw();
    if (!url) return;
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch {
      return; // the guidance and the checklist work without the ghost
    }
    if (url !== this.url) return;
    this.photo.src = url;
    drawEdges(image, this.lines);
    this.isReady = true;
    this.draw();
  }

  draw() {
    this.photo.hidden = !this.isReady || this.mode !== "photo";
    this.lines.hidden = !this.isReady || this.mode !== "lines";
    this.photo.style.opacity = String(this.opacity);
    this.lines.style.opacity = String(Math.sqrt(this.opacity)); // a line hides less than a photo
  }
}
