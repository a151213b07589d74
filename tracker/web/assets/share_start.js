/** Asks for what only the patient knows, and sends it together with what stands behind the "#". */
const [, letter, token] = /^#([bc])-([\w-]+)$/.exec(location.hash) ?? [];
// out of the address line, and out of what a screenshot of it shows
history.replaceState(null, "", location.pathname);
const form = document.querySelector("form");
const problem = form.querySelector("[role=alert]");
const button = form.querySelector("button");

function say(sentence) {
  problem.textContent = sentence;
  problem.hidden = !sentence;
}

async function open(event) {
  event.preventDefault();
  button.disabled = true;
  say("");
  const said = new URLSearchParams(new FormData(form));
  said.set("token", token);
  try {
    const answer = await fetch("/share/open", { method: "POST", credentials: "same-origin", body: said });
    if (answer.ok) return location.replace("/share/visits");
    say(await answer.text());
  } catch {
    say(form.dataset.unreachable);
  }
  button.disabled = false;
}

if (token) {
  const asked = form.querySelector(letter === "c" ? ".code" : ".birth-date");
  asked.hidden = asked.disabled = false;
  form.hidden = false;
  form.addEventListener("submit", open);
} else {
  document.querySelector(".empty").hidden = false;
}
// a second link in the same tab changes nothing but what stands behind the "#"
addEventListener("hashchange", () => location.reload());
