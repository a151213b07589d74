import { layOutPair } from "./layout.js";

/** One photo beside the other, on narrow screens below it. @implements {import("./compare_modes.js").Mode} */
export class SideMode {
  name = "side";
  icon = "M4.5 4h5A1.5 1.5 0 0 1 11 5.5v13A1.5 1.5 0 0 1 9.5 20h-5A1.5 1.5 0 0 1 3 18.5v-13A1.5 1.5 0 0 1 4.5 4zM14.5 4h5A1.5 1.5 0 0 1 21 5.5v13a1.5 1.5 0 0 1-1.5 1.5h-5a1.5 1.5 0 0 1-1.5-1.5v-13A1.5 1.5 0 0 1 14.5 4z";

  layOut(room, size) {
    return layOutPair(room, size);
  }

  draw() {}
}
