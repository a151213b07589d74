import { CAPTURE_SAYS } from "./capture_texts.js";
import { _ } from "./texts.js";

/** What the device lets one set, shown only where it does: camera, torch, zoom, exposure. */
export class CameraSettings {
  /**
   * @param {HTMLElement} root @param {import("./camera.js").Camera} camera
   * @param {(wanted: {deviceId?: string, facing?: string}) => void} open
   */
  constructor(root, camera, open) {
    this.camera = camera;
    this.device = root.querySelector(".device");
    this.turn = root.querySelector(".turn-camera");
    this.torch = root.querySelector(".torch");
    this.exposure = root.querySelector(".exposure");
    this.zoom = root.querySelector(".looks .zoom");
    this.device.querySelector("select").addEventListener("change", (event) => open({ deviceId: event.target.value }));
    this.turn.addEventListener("click", () => open({ facing: this.otherFacing() }));
    this.torch.addEventListener("click", () => this.toggle(this.torch, (isOn) => ({ torch: isOn })));
    this.exposure.addEventListener("click", () => this.toggle(this.exposure, (isOn) => this.exposureLock(isOn)));
    this.zoom.querySelector("input").addEventListener("input", (event) => camera.set({ zoom: Number(event.target.value) }));
  }

  otherFacing() {
    return this.camera.settings.facingMode === "user" ? "environment" : "user";
  }

  /** @param {HTMLButtonElement} button @param {(isOn: boolean) => Record<string, unknown>} settingOf */
  toggle(button, settingOf) {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    this.camera.set(settingOf(isOn));
  }

  /** Light and colour as they are now, so that photos of one session are alike. @param {boolean} isLocked */
  exposureLock(isLocked) {
    const mode = isLocked ? "manual" : "continuous";
    const { exposureMode = [], whiteBalanceMode = [] } = this.camera.abilities;
    return {
      ...(exposureMode.includes(mode) && { exposureMode: mode }),
      ...(whiteBalanceMode.includes(mode) && { whiteBalanceMode: mode }),
    };
  }

  /** Called when a camera is open: what another one could do is of no meaning. */
  async show() {
    const { torch, zoom, exposureMode = [] } = this.camera.abilities;
    this.torch.hidden = !torch;
    this.exposure.hidden = !(exposureMode.includes("manual") && exposureMode.includes("continuous"));
    for (const button of [this.torch, this.exposure]) button.setAttribute("aria-pressed", "false");
    this.zoom.hidden = !(zoom && zoom.max > zoom.min);
    if (!this.zoom.hidden) {
      Object.assign(this.zoom.querySelector("input"), { min: zoom.min, max: zoom.max, step: zoom.step || 0.1 });
      this.zoom.querySelector("input").value = this.camera.settings.zoom ?? zoom.min;
    }
    await this.listDevices();
  }

  async listDevices() {
    const devices = await this.camera.list();
    this.device.hidden = devices.length < 2;
    this.turn.classList.toggle("is-needless", devices.length < 2);
    const select = this.device.querySelector("select");
    const name = (device, index) => device.label || _(CAPTURE_SAYS.camera, { number: index + 1 });
    select.replaceChildren(...devices.map((device, index) => new Option(name(device, index), device.deviceId)));
    select.value = this.camera.settings.deviceId ?? "";
  }
}
