// Puts rows elsewhere: all that are selected, or the one. The server says where they stand then.
import { selected } from "./selection.js";

const numberOf = (row) => row.id.slice("row-".length);

export const lot = (row) => (selected().includes(row) ? selected() : [row]);

// `where`: {before: row}, {behind: row} or {to: id of a section, a phase or a table}.
export function move(rows, where) {
  const bar = document.getElementById("selection");
  if (!bar || !rows.length) return Promise.resolve();
  const [name, target] = Object.entries(where)[0];
  const values = {
    act: "move",
    row: rows.map(numberOf),
    [name]: typeof target === "string" ? target : numberOf(target),
    csrfmiddlewaretoken: bar.querySelector("[name=csrfmiddlewaretoken]").value,
  };
  const first = rows[0].id;
  return htmx.ajax("POST", bar.getAttribute("action"), { target: "#document", swap: "outerHTML", values }).then(() => {
    setTimeout(() => document.getElementById(first)?.focus({ preventScroll: true }), 30);
  });
}
