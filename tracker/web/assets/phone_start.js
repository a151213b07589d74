/** Exchanges the token behind the "#" for the phone's cookie when the button is pressed, and goes on to the camera. */
const token = location.hash.slice(1);
// out of the address line, and out of what a screenshot of it shows
history.replaceState(null, "", location.pathname);
const button = document.querySelector("button");
const problem = document.querySelector("[role=alert]");

function say(sentence) {
  problem.textContent = sentence;
  problem.hidden = !sentence;
}

async function claim() {
  button.disabled = true;
  say("");
  try {
    const answer = await fetch("/phone/claim", {
      method: "POST",
      credentials: "same-origin",
      body: new URLSearchParams({ token }),
    });
    if (answer.ok) return location.replace("/phone/camera");
    say(await answer.text());
  } catch {
    say(problem.dataset.unreachable);
  }
  button.disabled = false;
}

if (token) button.addEventListener("click", claim);
else {
  button.hidden = true;
  say(problem.dataset.empty);
}
