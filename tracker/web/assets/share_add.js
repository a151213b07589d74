/** Sends chosen photos one after the other, each with its progress and what became of it. */
{
  const place = document.querySelector(".adding");
  const words = place.dataset;
  const view = place.querySelector("[name=view]");
  const list = place.querySelector(".sent");
  let queue = Promise.resolve();

  function line(file) {
    const item = document.createElement("li");
    const picture = document.createElement("img");
    const said = document.createElement("div");
    const text = document.createElement("span");
    const bar = document.createElement("progress");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    bar.max = 100;
    bar.value = 0;
    text.textContent = words.waiting;
    said.append(text, bar);
    item.append(picture, said);
    list.prepend(item);
    return { text, bar };
  }

  function finish({ text, bar }, sentence, isWrong) {
    bar.remove();
    text.textContent = sentence;
    text.classList.toggle("is-wrong", isWrong);
  }

  function send(file, shown, key) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", `/share/photo?course=${words.course}`);
      request.setRequestHeader("X-Tracker-View", encodeURIComponent(key));
      request.setRequestHeader("X-Tracker-Form", words.token);
      request.upload.onprogress = ({ loaded, total }) => {
        const share = Math.round((100 * loaded) / total);
        shown.bar.value = share;
        shown.text.textContent = share < 100 ? words.sending.replace("{share}", share) : words.checking;
      };
      request.onload = () => {
        const isStored = request.status === 201;
        finish(shown, isStored ? JSON.parse(request.responseText).text : request.responseText, !isStored);
        done();
      };
      request.onerror = () => {
        finish(shown, words.unreachable, true);
        done();
      };
      request.send(file);
    });
  }

  function add(event) {
    const files = [...event.target.files];
    event.target.value = "";
    for (const [index, file] of files.entries()) {
      const shown = line(file);
      if (index >= Number(words.most)) finish(shown, words.tooMany, true);
      else {
        const key = view.value;
        queue = queue.then(() => send(file, shown, key));
      }
    }
  }

  /** A face is taken with the camera beside the screen, any other skin with the one at the back. */
  function turnCamera() {
    const camera = view.selectedOptions?.[0]?.dataset.camera;
    if (camera) document.querySelector("#take").setAttribute("capture", camera);
  }

  view.addEventListener("change", turnCamera);
  turnCamera();
  for (const input of place.querySelectorAll(".file")) input.addEventListener("change", add);
}
