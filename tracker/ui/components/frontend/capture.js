import { CaptureTool } from "./capture_tool.js";
import { useTexts } from "./texts.js";

/** @type {WeakMap<HTMLElement, CaptureTool>} */
const captureTools = new WeakMap();

/** Called at each rerun with fresh data; camera, chosen view and a photo that is not saved yet stay. */
export default function takePhotos({ parentElement, data }) {
  const root = parentElement.querySelector(".capture");
  useTexts(data.texts);
  if (!captureTools.has(root)) captureTools.set(root, new CaptureTool(root));
  captureTools.get(root).update(data);
  return () => {
    // once more at each rerun, too: the camera stays open as long as the page is there
    setTimeout(() => {
      if (!root.isConnected) captureTools.get(root)?.stop();
    });
  };
}
