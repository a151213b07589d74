/** Release by space, enter or a foot pedal, which is a keyboard with one key. */

const RELEASE_KEYS = new Set([" ", "Enter"]);
const CONTROLS = "button, input, select, textarea, a, [contenteditable]";
const SETTINGS = { click: ".looks button, .view-list button", change: "select" };

export class ReleaseKeys {
  /** @param {import("./capture_tool.js").CaptureTool} tool */
  constructor(tool) {
    this.tool = tool;
    this.root = tool.root;
    this.onKey = (event) => this.hear(event);
    addEventListener("keydown", this.onKey);
    this.root.addEventListener("pointerdown", () => (this.isByPointer = true), true);
    for (const kind of Object.keys(SETTINGS)) this.root.addEventListener(kind, (event) => this.giveBack(event));
  }

  /** What a mouse or finger has set gives the keys back to the release. @param {Event} event */
  giveBack(event) {
    const isTyping = !this.root.querySelector(".other-view").hidden;
    if (!this.isByPointer || isTyping || !this.tool.isLive) return;
    if (event.target.closest(SETTINGS[event.type])) this.tool.shutter.focus({ preventScroll: true });
  }

  /** What has the focus comes first. @param {KeyboardEvent} event */
  hear(event) {
    this.isByPointer = false;
    if (event.key === "Escape") this.tool.stopCounting();
    if (!RELEASE_KEYS.has(event.key)) return;
    const target = event.composedPath()[0];
    const isOnControl = target instanceof Element && target.closest(CONTROLS);
    // a key that is held down must not use the photo that it has just taken
    if (event.repeat && (!isOnControl || this.root.contains(target))) event.preventDefault();
    if (event.repeat || isOnControl || !this.tool.isLive) return;
    event.preventDefault();
    this.tool.release();
  }

  stop() {
    removeEventListener("keydown", this.onKey);
  }
}
