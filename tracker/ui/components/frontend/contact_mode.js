import { StillList } from "./still_list.js";
import { placePicture } from "./viewport.js";

/**
 * All sessions of the view in a grid, each showing the same part of the skin as far as it is aligned:
 * the part that is zoomed to in the other modes. A click chooses as in the film-strip.
 * @implements {import("./compare_modes.js").Mode}
 */
export class ContactMode {
  name = "contact";
  icon = "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z";
  isOfMany = true;

  /** @param {import("./compare.js").Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.grid = comparison.root.querySelector(".contact-sheet");
    this.isFineEnough = true;
    this.list = new StillList(this.grid, {
      pictureOf: (frame) => this.pictureOf(frame),
      onPress: (id, event) => comparison.strip.press(id, event),
    });
  }

  /** Those that are shown in one frame, or as taken where none is aligned. */
  get frames() {
    const { frames, aligned } = this.comparison.choice;
    return aligned.length ? aligned : frames;
  }

  /** The small picture as long as the screen has no more pixels to show; the one of the other modes beyond. */
  pictureOf(frame) {
    if (!frame.aligned_url) return frame.thumb_url;
    return (this.isFineEnough && frame.aligned_small_url) || frame.aligned_url;
  }

  /** @param {import("./viewport.js").Box} at  of a whole picture, in px of the page */
  chooseSize(at) {
    const isFineEnough = Math.max(at.width, at.height) * devicePixelRatio <= SMALL_PX * BLUNTEST;
    if (isFineEnough === this.isFineEnough) return;
    this.isFineEnough = isFineEnough;
    this.list.drawPictures();
  }

  leave() {
    this.grid.hidden = true;
  }

  /** Cells of the reference's shape, as many columns as keep them large enough to see skin. */
  layOut(room) {
    const { choice } = this.comparison;
    const [across, down] = choice.referenceSize;
    this.grid.hidden = false;
    this.grid.style.height = "";
    this.list.update(choice.frames, choice.left, choice.right);
    this.size = { width: across, height: down };
    this.grid.style.setProperty("--columns", String(Math.max(2, Math.floor(room.width / SMALLEST_CELL_PX))));
    this.grid.style.setProperty("--aspect", `${across} / ${down}`);
    const height = room.isFilled ? room.height : Math.min(this.grid.scrollHeight, room.height);
    this.grid.style.height = `${height}px`;
    const cell = this.grid.querySelector(".still-window");
    const box = { x: 0, y: 0, width: cell.clientWidth, height: cell.clientHeight };
    return { height, boxes: [box, box] };
  }

  draw() {
    const { sides, boxes, choice, view } = this.comparison;
    for (const { element } of sides) element.style.visibility = "hidden";
    const at = placePicture(view, boxes[0], this.size);
    this.chooseSize(at);
    this.list.stills.forEach((still, index) => {
      const { style } = still.querySelector(".still-picture");
      const isAligned = Boolean(choice.frames[index].aligned_url);
      style.width = isAligned ? `${at.width}px` : "100%";
      style.height = isAligned ? `${at.height}px` : "100%";
      style.transform = isAligned ? `translate(${at.x}px, ${at.y}px)` : "";
    });
  }

  /** A point of the grid as one of its cells, since all cells show the same. */
  pointIn({ x, y }) {
    const cells = this.list.stills.map((still) => still.querySelector(".still-window").getBoundingClientRect());
    const stage = this.comparison.stage.getBoundingClientRect();
    const isOver = (cell) => stage.x + x >= cell.x && stage.x + x <= cell.right && stage.y + y <= cell.bottom;
    const cell = cells.find(isOver) ?? cells[0];
    return { x: stage.x + x - cell.x, y: stage.y + y - cell.y };
  }
}

const SMALLEST_CELL_PX = 210;
/** Long side of the small pictures; they may be shown a little larger before they look soft. */
const SMALL_PX = 800;
const BLUNTEST = 1.25;
