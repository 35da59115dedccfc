// Who types in the field one is in is said to a screen reader, politely and at most every ten seconds.
const EVERY = 10_000;
const said = Object.assign(document.createElement("div"), { className: "sr", role: "status" });
let last = 0;

document.addEventListener("specroom:typing", ({ detail: { person, field } }) => {
  if (!person || document.activeElement !== field || Date.now() - last < EVERY) return;
  last = Date.now();
  if (!said.isConnected) document.body.append(said);
  said.textContent = (document.getElementById("text-words")?.dataset.typing ?? "").replace("{name}", person.name);
});
