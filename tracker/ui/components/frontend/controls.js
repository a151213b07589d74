import { _ } from "./texts.js";

/** Controls that the compare viewer and the region editor share. */

/** Writes a text only when it is another one, so that dragging doesn't lay out the page anew. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement} root holds a zoom-value button @param {number} zoom
 * @param {number} [scale] pixels of the page for one of the photo
 */
export function writeZoom(root, zoom, scale) {
  const button = root.querySelector(".zoom-value");
  const words = `${zoom.toFixed(1)} ×`;
  write(button, words);
  const share = scale ? `${Math.round(100 * scale)} %` : "";
  button.dataset.share = share;
  const label = share
    ? _("Zoom {zoom}, {share} of the photo's own pixels, show the whole picture", { zoom: words, share })
    : _("Zoom {zoom}, show the whole picture", { zoom: words });
  button.setAttribute("aria-label", label);
  if (share) button.title = label;
}

/**
 * Makes buttons with role="radio" one radio group: one tab stop, arrow keys move and choose.
 * @param {HTMLElement} group @param {(value: string) => void} onChoose
 */
export function watchRadios(group, onChoose) {
  group.addEventListener("click", (event) => {
    const radio = event.target.closest("[role=radio]");
    if (radio) onChoose(radio.value);
  });
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const radios = [...group.querySelectorAll("[role=radio]:not([hidden])")];
    const next = radios[(radios.indexOf(event.target) + step + radios.length) % radios.length];
    next.focus();
    onChoose(next.value);
  });
}

/** @param {HTMLElement} group @param {string} value */
export function checkRadio(group, value) {
  for (const radio of group.querySelectorAll("[role=radio]")) {
    const isChecked = radio.value === value;
    radio.setAttribute("aria-checked", String(isChecked));
    radio.tabIndex = isChecked ? 0 : -1;
  }
}

/**
 * Loads a picture before it is shown, so that a photo never stands under another one's caption.
 * @param {HTMLElement} holder gets data-state "loading", "ready" or "failed"
 * @param {HTMLImageElement} image @param {string} url @param {() => void} onReady
 */
export async function showPicture(holder, image, url, onReady) {
  if (holder.dataset.url === url && holder.dataset.state !== "failed") return;
  holder.dataset.url = url;
  holder.dataset.state = "loading";
  const incoming = new Image();
  incoming.src = url;
  let state = "ready";
  try {
    await incoming.decode();
  } catch {
    state = "failed";
  }
  if (holder.dataset.url !== url) return;
  if (state === "ready") image.src = url;
  else image.removeAttribute("src");
  holder.dataset.state = state;
  onReady();
}

/**
 * Full screen for one element. Phones that know no full screen for elements get the browser's
 * top layer instead (the popover attribute), which covers the window.
 * @param {HTMLElement} element @param {HTMLButtonElement} button @param {() => void} onChange
 */
export function watchFullScreen(element, button, onChange) {
  const isOnTop = () => element.hasAttribute("popover");
  const isFull = () => isOnTop() || element.getRootNode().fullscreenElement === element;
  const show = () => {
    element.classList.toggle("is-full-screen", isFull());
    button.setAttribute("aria-pressed", String(isFull()));
    onChange();
  };
  const leave = () => {
    if (isOnTop()) element.removeAttribute("popover");
    else document.exitFullscreen();
    show();
  };
  const enter = async () => {
    try {
      await element.requestFullscreen();
    } catch {
      element.setAttribute("popover", "manual");
      element.showPopover();
      show();
    }
  };
  button.addEventListener("click", () => (isFull() ? leave() : enter()));
  element.addEventListener("fullscreenchange", show);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOnTop()) leave();
  });
}
