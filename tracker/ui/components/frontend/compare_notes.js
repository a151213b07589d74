/**
 * Below the photos: what makes them hard to compare.
 * @param {HTMLElement} list @param {import("./pair_choice.js").Frame[]} pair
 */
export function writeNotes(list, pair) {
  const notes = pair.flatMap((frame) => frame.findings);
  const state = JSON.stringify(notes);
  if (list.dataset.state === state) return;
  list.dataset.state = state;
  list.replaceChildren(
    ...notes.map((words) => {
      const note = document.createElement("li");
      note.textContent = words;
      return note;
    }),
  );
}
