/**
 * Plus and minus signs over what rose and fell, so that colour isn't the only sign: as large and as far
 * apart on the screen at every zoom, and fixed to the skin.
 */

const APART_PX = 30;
const ARM_PX = 5;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import("./viewport.js").Box} at   where the whole picture lies, px of the canvas
 * @param {import("./viewport.js").Size} room   of the canvas, in px of the page
 * @param {{rows: number, columns: number, changed: string} | null} places
 */
export function drawMarks(canvas, at, room, places) {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(room.width * ratio), Math.round(room.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, room.width, room.height);
  if (!places) return;
  // halo first, so that a sign is seen on pale and on deep colour
  for (const [colour, line] of [["rgb(255 255 255 / 85%)", 4.5], ["#1f2324", 2]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = line;
    pen.lineCap = "round";
    pen.stroke(signsOf(at, room, places));
  }
}

/** @returns {Path2D} */
function signsOf(at, room, { rows, columns, changed }) {
  const path = new Path2D();
  const step = Math.max(1, Math.round((APART_PX * columns) / at.width));
  for (let row = Math.floor(step / 2); row < rows; row += step) {
    const shift = Math.floor(row / step) % 2 ? Math.floor(step / 2) : 0;
    for (let column = shift; column < columns; column += step) {
      const sign = changed[row * columns + column];
      if (sign === ".") continue;
      const x = at.x + ((column + 0.5) / columns) * at.width;
      const y = at.y + ((row + 0.5) / rows) * at.height;
      if (x < 0 || y < 0 || x > room.width || y > room.height) continue;
      path.moveTo(x - ARM_PX, y);
      path.lineTo(x + ARM_PX, y);
      if (sign === "+") {
        path.moveTo(x, y - ARM_PX);
        path.lineTo(x, y + ARM_PX);
      }
    }
  }
  return path;
}
