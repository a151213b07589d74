/**
 * All shortcuts in a dialog. The browser keeps the focus in it, closes it by Escape and gives the
 * focus back.
 */
export class ShortcutSheet {
  /** @param {HTMLElement} root @param {import("./compare_keys.js").Shortcut[]} shortcuts */
  constructor(root, shortcuts) {
    this.dialog = root.querySelector(".shortcuts");
    this.dialog.querySelector("dl").append(...shortcuts.flatMap(rowOf));
    root.querySelector(".help").addEventListener("click", () => this.open());
    this.dialog.querySelector(".close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("keydown", (event) => {
      event.stopPropagation(); // Escape closes the sheet alone, and no key is a shortcut meanwhile
    });
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
  }
}

/** @param {import("./compare_keys.js").Shortcut} shortcut */
function rowOf({ keys, shown, words }) {
  const term = document.createElement("dt");
  const key = document.createElement("kbd");
  key.textContent = shown ?? keys[0];
  term.append(key);
  const meaning = document.createElement("dd");
  meaning.textContent = words;
  return [term, meaning];
}
