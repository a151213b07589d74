/** Two photos laid over each other with a line to drag; without this script they stand side by side. */
{
  const stage = document.querySelector(".stage");
  const range = stage.querySelector("input");
  const ways = document.querySelector(".ways");

  function slide() {
    stage.style.setProperty("--at", `${range.value}%`);
    range.setAttribute("aria-valuetext", range.dataset.words.replace("{share}", range.value));
  }

  function show(way) {
    const slides = way === "slide";
    stage.classList.toggle("is-slider", slides);
    range.hidden = !slides;
    for (const button of ways.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.dataset.way === way));
  }

  if (range) {
    ways.hidden = false;
    ways.addEventListener("click", (event) => event.target.dataset.way && show(event.target.dataset.way));
    range.addEventListener("input", slide);
    slide();
    show("slide");
  }
  const choice = document.querySelector(".choice");
  const button = choice.querySelector("button");
  if (button) {
    // what was chosen before this script came, or comes back with a page from the history, still needs the button
    const options = [...choice.querySelectorAll("option")];
    button.hidden = options.every((option) => option.selected === option.defaultSelected);
    choice.addEventListener("change", () => choice.submit());
  }
}
