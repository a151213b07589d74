/**
 * Below the photos: why they are not aligned, and what makes them hard to compare.
 * @param {HTMLElement} list @param {import("./pair_choice.js").Frame[]} pair
 */
export function writeNotes(list, pair) {
  const notes = pair.flatMap((frame) => [
    ...(frame.problem ? [{ kind: "problem", words: frame.problem }] : []),
    ...frame.findings.map((words) => ({ kind: "finding", words })),
  ]);
  const state = JSON.stringify(notes);
  if (list.dataset.state === state) return;
  list.dataset.state = state;
  list.replaceChildren(
    ...notes.map(({ kind, words }) => {
      const note = document.createElement("li");
      note.className = kind;
      note.textContent = words;
      return note;
    }),
  );
}
