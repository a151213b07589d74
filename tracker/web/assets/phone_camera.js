import { CaptureTool } from "/assets/camera/capture_tool.js";
import { useTexts } from "/assets/camera/texts.js";

/** The camera on a phone that has claimed a link: the app's own, asked and answered by the phone's routes. */

const LOOK_EVERY_MS = 5000;
const ended = document.querySelector(".link-ended");
const left = document.querySelector(".link-left");

/** @returns {Promise<object | null>} null when the link has ended */
async function fetchPlan() {
  const answer = await fetch("/phone/plan", { cache: "no-store", credentials: "same-origin" });
  return answer.ok ? answer.json() : null;
}

function end(tool) {
  ended.hidden = false;
  left.hidden = true;
  if (tool.shot) return false; // a photo that is not saved stays to be looked at
  tool.stop();
  document.querySelector(".capture").remove();
  return true;
}

/** Says how long the link lasts, and stops the camera when it has ended. */
function watch(tool, seconds) {
  left.textContent = left.dataset.words.replace("{minutes}", String(Math.max(1, Math.ceil(seconds / 60))));
  setTimeout(async () => {
    let plan = { seconds_left: seconds - LOOK_EVERY_MS / 1000 };
    try {
      plan = await fetchPlan();
    } catch {
      // no network for a moment: the next look tells
    }
    if (plan || !end(tool)) watch(tool, plan?.seconds_left ?? 0);
  }, LOOK_EVERY_MS);
}

const plan = await fetchPlan();
if (plan) {
  useTexts(plan.texts);
  const tool = new CaptureTool(document.querySelector(".capture"));
  tool.update(plan);
  watch(tool, plan.seconds_left);
} else {
  location.reload(); // the server then says that the link has ended
}
