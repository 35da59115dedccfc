// Puts rows elsewhere: all that are selected, or the one. The server says where they stand then.
import { selected } from "./selection.js";

const numberOf = (row) => row.id.slice("row-".length);

export const lot = (row) => (selected().includes(row) ? selected() : [row]);

// `where`: {before: row}, {behind: row} or {to: id of a section, a phase or a table}. Gives whether they were moved.
export async function move(rows, where) {
  const bar = document.getElementById("selection");
  if (!bar || !rows.length) return false;
  const [name, target] = Object.entries(where)[0];
  const values = {
    act: "move",
    row: rows.map(numberOf),
    [name]: typeof target === "string" ? target : numberOf(target),
    csrfmiddlewaretoken: bar.querySelector("[name=csrfmiddlewaretoken]").value,
  };
  const first = rows[0].id;
  const { asked } = await sent(() => {
    htmx.ajax("POST", bar.getAttribute("action"), { target: "#document", swap: "outerHTML", values }).catch(() => {});
  });
  document.getElementById(first)?.focus({ preventScroll: true });
  return !asked;
}

// What became of the save that `act` puts into the outbox.
function sent(act) {
  return new Promise((resolve) => {
    let key = null;
    document.addEventListener("specroom:held", ({ detail }) => (key = detail.entry.key), { once: true });
    document.addEventListener("specroom:outbox", function settled({ detail }) {
      if (!key || detail.settled !== key) return;
      document.removeEventListener("specroom:outbox", settled);
      resolve(detail);
    });
    act();
  });
}
