import { CAPTURE_SAYS } from "./capture_texts.js";

/** The device's camera at its full resolution. */

const AS_LARGE_AS_THERE_IS = 8192;
/** the file is measured, not shared: at quality 1 a JPEG keeps colour at full resolution, in the finest steps */
const JPEG_QUALITY = 1;
const PROBLEMS = {
  NotFoundError: CAPTURE_SAYS.noCamera,
  OverconstrainedError: CAPTURE_SAYS.noCamera,
  NotAllowedError: CAPTURE_SAYS.refused,
  SecurityError: CAPTURE_SAYS.refused,
  NotReadableError: CAPTURE_SAYS.busy,
  AbortError: CAPTURE_SAYS.busy,
};

/** @param {unknown} error @returns {string} an English sentence that says what to do */
export function cameraProblem(error) {
  if (!window.isSecureContext) return CAPTURE_SAYS.insecure;
  return PROBLEMS[error?.name] ?? CAPTURE_SAYS.failed;
}

export class Camera {
  /** @param {HTMLVideoElement} video @param {() => void} onStop when the device is unplugged or taken away */
  constructor(video, onStop) {
    this.video = video;
    this.onStop = onStop;
    this.track = null;
  }

  /**
   * Opens a camera in place of the former one.
   * @param {{deviceId?: string, facing?: "user" | "environment"}} wanted
   */
  async open({ deviceId, facing = "environment" }) {
    this.close();
    if (!navigator.mediaDevices) throw new DOMException("no secure context", "SecurityError");
    const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: facing } };
    const size = { width: { ideal: AS_LARGE_AS_THERE_IS }, height: { ideal: AS_LARGE_AS_THERE_IS } };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size } });
    [this.track] = stream.getVideoTracks();
    this.track.addEventListener("ended", () => this.onStop());
    this.video.srcObject = stream;
    await this.video.play();
  }

  close() {
    this.video.srcObject?.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
    this.track = null;
  }

  get isOpen() {
    return this.track?.readyState === "live";
  }

  /** Whether the picture is shown as in a mirror, as people expect of a camera that looks at them. */
  get isMirrored() {
    return this.settings.facingMode === "user";
  }

  /** @returns {MediaTrackSettings} */
  get settings() {
    return this.track?.getSettings?.() ?? {};
  }

  /** @returns {MediaTrackCapabilities} what the device can do; empty where the browser doesn't say */
  get abilities() {
    return this.track?.getCapabilities?.() ?? {};
  }

  /** @param {Record<string, unknown>} setting a browser that refuses it leaves the camera as it is */
  async set(setting) {
    try {
      await this.track?.applyConstraints({ advanced: [setting] });
    } catch {
      // named in the abilities, and yet not possible now
    }
  }

  /** @returns {Promise<MediaDeviceInfo[]>} cameras, by name once one was allowed */
  async list() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((device) => device.kind === "videoinput");
  }

  /** @returns {Promise<Blob>} one photo as a JPEG, never mirrored */
  async take() {
    const frame = await this.frame(); // at once: the sensor's own photo comes later, and may not come
    const own = await this.ownPhoto(frame.width * frame.height);
    if (own) return own;
    const picture = await new Promise((done) => frame.toBlob(done, "image/jpeg", JPEG_QUALITY));
    if (!picture) throw new DOMException("no picture", "NotReadableError");
    return picture;
  }

  /** The video's present frame in all its pixels. */
  async frame() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) throw new DOMException("no picture", "NotReadableError");
    const canvas = document.createElement("canvas");
    canvas.width = videoWidth;
    canvas.height = videoHeight;
    canvas.getContext("2d").drawImage(this.video, 0, 0);
    return canvas;
  }

  /** What the sensor gives beyond the video, if it gives more. @param {number} leastPixels */
  async ownPhoto(leastPixels) {
    if (typeof ImageCapture === "undefined") return null;
    try {
      const capture = new ImageCapture(this.track);
      const { imageWidth, imageHeight } = await capture.getPhotoCapabilities();
      if (!imageWidth || imageWidth.max * imageHeight.max <= leastPixels) return null;
      const photo = await capture.takePhoto({ imageWidth: imageWidth.max, imageHeight: imageHeight.max });
      if (photo.type !== "image/jpeg") return null;
      const size = await createImageBitmap(photo);
      const isLarger = size.width * size.height > leastPixels;
      size.close();
      return isLarger ? photo : null;
    } catch {
      return null; // the video's frame is there
    }
  }
}

/** Keeps the screen on while the camera is. */
export class WakeLock {
  async hold() {
    try {
      this.lock = await navigator.wakeLock?.request("screen");
    } catch {
      // a low battery may refuse it; the camera works without
    }
  }

  release() {
    this.lock?.release();
    this.lock = null;
  }
}
