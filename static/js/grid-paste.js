// Cells copied in a spreadsheet, or lines of a table in Markdown, fill the table from where they are pasted, in one change.
import { returnTo } from "./grid.js";
import { leave } from "./leaving.js";

const TABLE = /^\s*\|.*(?:\n\s*\|.*)+\s*$/;

document.addEventListener(
  "paste",
  (event) => {
    const line = event.target.closest?.("[role=grid] > .grid-row");
    const cell = event.target.closest?.("[data-cell]");
    if (!line || !cell) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
    const field = event.target.closest("textarea, input, select");
    if (!areCells(text, event.clipboardData, field)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(line, [...line.querySelectorAll("[data-cell]")].indexOf(cell), text, field?.form);
  },
  true,
);

// Lines alone are a column of cells if they come from a table, or if they are pasted on a cell and not into its text.
function areCells(text, clipboard, field) {
  const body = text.replace(/\n$/, "");
  if (body.includes("\t") || TABLE.test(body)) return true;
  return body.includes("\n") && (!field || clipboard.getData("text/html").includes("<table"));
}

function send(line, column, text, form) {
  const isNew = Boolean(form) && !form.querySelector("[data-remove]");
  const row = isNew ? line.previousElementSibling : line;
  const id = /^row-(\d+)$/.exec(row?.id ?? "")?.[1];
  if (!id) return;
  const key = location.pathname.split("/")[1];
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const values = { column, cells: text, csrfmiddlewaretoken: token };
  if (isNew) values.below = "1";
  const source = form && !isNew ? form : row;
  returnTo(`row-${id}`, column);
  htmx.ajax("POST", `/${key}/row/${id}/cells`, { source, target: `#${line.id}`, swap: "outerHTML", values });
  if (isNew) leave(form);
}
