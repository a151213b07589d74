import { TEXTS, say } from "./compare_texts.js";

/**
 * Below the viewer: every annotation of the two photos in words, with what may be done to it.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} words
 * @property {string} photo       what its photo is called
 * @property {boolean} is_removable
 * @property {boolean} is_removed
 */

export class AnnotationList {
  /** @param {HTMLElement} root @param {(id: string) => void} onRemove @param {(id: string) => void} onRestore */
  constructor(root, onRemove, onRestore) {
    this.list = root.querySelector(".annotation-list");
    this.list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      this.pressed = button.value;
      if (button.dataset.deed === "restore") onRestore(button.value);
      else onRemove(button.value);
    });
  }

  /** @param {Row[]} rows */
  update(rows) {
    const state = JSON.stringify(rows);
    if (state === this.state) return;
    this.state = state;
    const hadFocus = this.list.contains(this.list.getRootNode().activeElement);
    this.list.hidden = !rows.length;
    this.list.querySelector("ul").replaceChildren(...rows.map(entryOf));
    // the button that was pressed has become the one that takes it back
    if (hadFocus) [...this.list.querySelectorAll("button")].find(({ value }) => value === this.pressed)?.focus();
  }
}

/** @param {Row} row */
function entryOf({ id, words, photo, is_removable: isRemovable, is_removed: isRemoved }) {
  const line = document.createElement("li");
  const text = document.createElement("span");
  text.textContent = say(isRemoved ? TEXTS.removedRow : TEXTS.annotationRow, { photo, words });
  line.append(text);
  if (isRemovable) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tool";
    button.value = id;
    button.dataset.deed = isRemoved ? "restore" : "remove";
    button.textContent = isRemoved ? TEXTS.undo : TEXTS.remove;
    button.setAttribute("aria-label", say(isRemoved ? TEXTS.undoRow : TEXTS.removeRow, { words }));
    line.append(button);
  }
  return line;
}
