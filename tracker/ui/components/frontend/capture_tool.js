import { Camera, cameraProblem, WakeLock } from "./camera.js";
import { CameraSettings } from "./camera_settings.js";
import { ReleaseKeys } from "./capture_keys.js";
import { watchLooks } from "./capture_looks.js";
import { LeaveWarning, NotSent, sendShot } from "./capture_send.js";
import { CAPTURE_SAYS } from "./capture_texts.js";
import { Verdict } from "./capture_verdict.js";
import { ViewList } from "./capture_views.js";
import { write } from "./controls.js";
import { Ghost } from "./ghost.js";
import { Guidance } from "./guidance.js";
import { _, translateMarkup } from "./texts.js";

/**
 * Takes photos with the device's camera over the ghost of the reference.
 *
 * @typedef {import("./capture_send.js").Shot} Shot
 * @typedef {{views: object[], kinds: object[], zones: object[], phases: object[], phase: string,
 *   send_url: string, guidance_url: string}} CaptureData
 */

const STAGE_SHARE = 0.6; // of the window's height, so that the release is on the screen as well
const LEAST_STAGE_PX = 240;
const COUNTDOWNS = [0, 3, 5, 10];

export class CaptureTool {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    translateMarkup(root);
    this.stage = root.querySelector(".stage");
    this.scene = root.querySelector(".scene");
    this.video = root.querySelector("video");
    this.still = root.querySelector(".still");
    this.shutter = root.querySelector(".shutter");
    this.camera = new Camera(this.video, () => this.trouble(CAPTURE_SAYS.stopped));
    this.settings = new CameraSettings(root, this.camera, (wanted) => this.open(wanted));
    this.wakeLock = new WakeLock();
    this.ghost = new Ghost(root);
    this.views = new ViewList(root, () => this.showView());
    this.guidance = new Guidance(root.querySelector(".guide"), this.video, () => this.isLive);
    this.leaving = new LeaveWarning(() => Boolean(this.shot && !this.shot.saved));
    this.verdict = new Verdict(root, (isKept) => this.decided(isKept));
    this.fillCountdowns();
    this.watch();
    this.turnTo("starting");
  }

  /** @param {CaptureData} data */
  update(data) {
    this.data = data;
    this.views.update(data);
    this.verdict.offer(data.reasons);
    this.showView();
    if (!this.wasOpened) this.open({});
    this.wasOpened = true;
  }

  get isLive() {
    return this.state === "live" || this.state === "counting";
  }

  // ---- what is on the screen ------------------------------------------------------------------

  /** @param {"starting" | "live" | "counting" | "review" | "sending" | "unsent" |
   *   "verdict" | "trouble"} state */
  turnTo(state) {
    this.state = this.root.dataset.state = state;
    for (const part of this.root.querySelectorAll("[data-for]")) {
      part.hidden = !part.dataset.for.split(" ").includes(state);
    }
    this.shutter.disabled = !this.isLive;
    this.still.hidden = !this.shot;
    this.root.classList.toggle("has-shot", Boolean(this.shot)); // of the view that was chosen then
    write(this.root.querySelector(".hint"), this.hint());
    this.layOut();
  }

  hint() {
    if (this.state === "review") return _(CAPTURE_SAYS.review);
    if (!this.isLive) return "";
    return _(this.views.present?.ghost ? CAPTURE_SAYS.again : CAPTURE_SAYS.first);
  }

  showView() {
    const view = this.views.present;
    this.ghost.show(view?.ghost ?? "");
    const url = view?.ghost ? this.data.guidance_url : "";
    if (view?.key !== this.guidance.view || !url) this.guidance.turnTo(url, view?.key);
    for (const part of this.root.querySelectorAll(".ghost-modes, .opacity")) part.hidden = !view?.ghost;
    this.turnTo(this.state);
  }

  /** The picture as large as fits, all of it; never cut, since what is seen is what is saved. */
  layOut() {
    const isStill = Boolean(this.shot);
    const width = (isStill ? this.still.naturalWidth : this.video.videoWidth) || 4;
    const height = (isStill ? this.still.naturalHeight : this.video.videoHeight) || 3;
    const isFull = this.root.classList.contains("is-full-screen");
    const room = this.stage.clientWidth;
    const most = isFull ? this.stage.clientHeight : Math.max(LEAST_STAGE_PX, STAGE_SHARE * innerHeight);
    const scale = Math.min(room / width, most / height);
    this.stage.style.height = isFull ? "" : `${Math.round(height * scale)}px`;
    this.scene.style.width = `${Math.round(width * scale)}px`;
    this.scene.style.height = `${Math.round(height * scale)}px`;
    this.scene.classList.toggle("is-mirrored", this.camera.isMirrored && !isStill);
    this.guidance.isMirrored = this.camera.isMirrored;
  }

  // ---- the camera -----------------------------------------------------------------------------

  /** @param {{deviceId?: string, facing?: string}} wanted */
  async open(wanted) {
    this.turnTo("starting");
    try {
      await this.camera.open(wanted);
    } catch (error) {
      this.trouble(cameraProblem(error));
      return;
    }
    if (this.isStopped) {
      this.camera.close();
      return;
    }
    this.wakeLock.hold();
    await this.settings.show();
    this.turnTo("live");
  }

  /** @param {string} sentence in English */
  trouble(sentence) {
    if (this.shot || this.isStopped) return; // a photo that is not saved yet stays on the screen
    this.root.querySelector(".trouble p").textContent = _(sentence);
    this.turnTo("trouble");
  }

  // ---- release --------------------------------------------------------------------------------

  release() {
    if (this.state === "counting") this.stopCounting();
    else if (this.state === "live") this.count(Number(this.root.querySelector(".delay select").value));
  }

  /** @param {number} seconds */
  count(seconds) {
    if (!seconds) {
      this.take();
      return;
    }
    this.root.querySelector(".count-down").textContent = String(seconds);
    if (this.state !== "counting") this.turnTo("counting");
    this.timer = setTimeout(() => this.count(seconds - 1), 1000);
  }

  stopCounting() {
    clearTimeout(this.timer);
    if (this.state === "counting") this.turnTo("live");
  }

  async take() {
    if (this.isTaking || !this.isLive) return;
    this.isTaking = true;
    this.stopCounting();
    const { key, label } = this.views.present;
    const taken = { view: key, label, phase: this.views.phase, takenAt: performance.now() };
    try {
      const blob = await this.camera.take();
      await this.review({ ...taken, blob });
    } catch {
      this.trouble(CAPTURE_SAYS.noPicture);
    } finally {
      this.isTaking = false;
    }
  }

  /** @param {Shot} shot */
  async review(shot) {
    this.shot = shot;
    this.verdict.show([]);
    this.still.src = URL.createObjectURL(shot.blob);
    await this.still.decode();
    write(this.root.querySelector(".announcement"), shot.label);
    this.turnTo("review");
    this.root.querySelector(".use").focus({ preventScroll: true });
  }

  drop() {
    URL.revokeObjectURL(this.still.src);
    this.still.removeAttribute("src");
    this.shot = null;
    write(this.root.querySelector(".announcement"), "");
    if (this.camera.isOpen) this.turnTo("live");
    else this.open({});
    this.shutter.focus({ preventScroll: true });
  }

  // ---- saving ---------------------------------------------------------------------------------

  async save() {
    if (this.state === "sending") return;
    this.turnTo("sending");
    const { shot } = this;
    try {
      this.goOn(shot, await sendShot(this.data.send_url, shot));
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      this.turnTo("unsent");
      this.root.querySelector(".unsent-words").textContent = error.message;
      this.root.querySelector(".send-again").focus({ preventScroll: true });
    }
  }

  /** @param {Shot} shot that is stored @param {import("./capture_send.js").Saved} saved */
  goOn(shot, saved) {
    shot.saved = saved;
    const isWaiting = saved.acceptance === "waiting";
    this.verdict.show(saved.findings, isWaiting ? `${this.data.send_url}/${saved.photo}` : "");
    if (isWaiting) {
      this.announce(CAPTURE_SAYS.mayNotCompare, shot);
      this.turnTo("verdict");
      this.root.querySelector(".again").focus({ preventScroll: true });
    } else this.takeNext(shot);
  }

  /** @param {boolean} isKept */
  decided(isKept) {
    const { shot } = this;
    this.verdict.show([]);
    if (isKept) {
      this.takeNext(shot);
      return;
    }
    this.drop();
    this.announce(CAPTURE_SAYS.takeAgain, shot);
  }

  /** @param {Shot} shot that counts */
  takeNext(shot) {
    const next = this.views.countOne(shot, shot.saved.ghost);
    this.drop();
    this.showView();
    this.announce(next ? CAPTURE_SAYS.savedNext : CAPTURE_SAYS.savedAll, shot, next);
  }

  /** @param {string} sentence in English @param {Shot} shot @param {{label: string}} [next] */
  announce(sentence, shot, next) {
    write(this.root.querySelector(".announcement"), _(sentence, { view: shot.label, next: next?.label ?? "" }));
  }

  // ---- watching -------------------------------------------------------------------------------

  fillCountdowns() {
    const options = COUNTDOWNS.map((seconds) => {
      const words = seconds ? _(CAPTURE_SAYS.delay, { seconds }) : _(CAPTURE_SAYS.delayOff);
      return new Option(words, String(seconds));
    });
    this.root.querySelector(".delay select").replaceChildren(...options);
  }

  watch() {
    const on = (selector, deed) => this.root.querySelector(selector).addEventListener("click", deed);
    on(".shutter", () => this.release());
    on(".retake", () => this.drop());
    on(".drop", () => this.drop());
    on(".use", () => this.save());
    on(".send-again", () => this.save());
    on(".try-again", () => this.open({}));
    watchLooks(this);
    this.video.addEventListener("resize", () => this.layOut());
    this.resizes = new ResizeObserver(() => this.layOut());
    this.resizes.observe(this.root);
    this.keys = new ReleaseKeys(this);
    this.onSeen = () => !document.hidden && this.camera.isOpen && this.wakeLock.hold();
    document.addEventListener("visibilitychange", this.onSeen);
  }

  stop() {
    this.isStopped = true;
    this.stopCounting();
    this.guidance.stop();
    this.leaving.stop();
    this.wakeLock.release();
    this.camera.close();
    this.resizes.disconnect();
    this.keys.stop();
    document.removeEventListener("visibilitychange", this.onSeen);
  }
}
