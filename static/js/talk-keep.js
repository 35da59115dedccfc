// What is typed in a comment and not sent is kept in this browser, for this person, until it is sent.
const user = document.querySelector("[data-spec]")?.dataset.user;
const FORM = "form[data-say]";

const nameOf = (form) => `specroom:said:${user}:${form.getAttribute("action")}`;

function keep(form) {
  const { value, defaultValue } = form.elements.body;
  try {
    if (value.trim() && value !== defaultValue) localStorage.setItem(nameOf(form), value);
    else localStorage.removeItem(nameOf(form));
  } catch {
    // a full or closed store: the words are in the page
  }
}

function kept(form) {
  try {
    return localStorage.getItem(nameOf(form)) ?? "";
  } catch {
    return "";
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.(FORM);
  if (user && form && event.target.name === "body") keep(form);
});

const forget = (form) => user && form?.matches?.(FORM) && localStorage.removeItem(nameOf(form));

// In the outbox it is kept too; where there is none, once it has arrived.
document.addEventListener("specroom:held", ({ detail }) => forget(detail.elt));
document.addEventListener("htmx:beforeSwap", ({ detail }) => detail.xhr.status < 400 && forget(detail.requestConfig?.elt));

document.addEventListener("specroom:marked", () => {
  if (!user) return;
  for (const form of document.querySelectorAll(FORM)) {
    const field = form.elements.body;
    if (!field.value && kept(form)) field.value = kept(form);
  }
});
