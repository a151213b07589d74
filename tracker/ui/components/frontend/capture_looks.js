import { checkRadio, watchFullScreen, watchRadios } from "./controls.js";

/** How the camera's picture is looked at: ghost, its opacity, grid, full screen. @param {import("./capture_tool.js").CaptureTool} tool */
export function watchLooks(tool) {
  const { root, ghost } = tool;
  const modes = root.querySelector(".ghost-modes");
  const choose = (mode) => {
    ghost.mode = mode;
    checkRadio(modes, mode);
    ghost.draw();
  };
  watchRadios(modes, choose);
  choose(ghost.mode);
  const opacity = root.querySelector(".opacity input");
  opacity.addEventListener("input", () => {
    ghost.opacity = opacity.value / 100;
    ghost.draw();
  });
  const grid = root.querySelector(".grid");
  grid.addEventListener("click", () => {
    const isOn = grid.getAttribute("aria-pressed") !== "true";
    grid.setAttribute("aria-pressed", String(isOn));
    root.querySelector(".thirds").toggleAttribute("hidden", !isOn);
  });
  watchFullScreen(root, root.querySelector(".full-screen"), () => tool.layOut());
}
