"use strict";
// Tables with data-sortable get a button in each header; the table of students gets its filter. Without this script
// everything is there, in the order in which it was written.
(() => {
  const key = (cell) => cell.dataset.sort ?? cell.textContent.trim();

  function compare(a, b) {
    const [x, y] = [Number(a), Number(b)];
    if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    if (a === "" || b === "") return (a === "") - (b === "");
    return a.localeCompare(b, "en", { numeric: true });
  }

  function sortBy(table, index, down) {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, place) => ({ row, place, value: key(row.cells[index]) }));
    const empty = (entry) => entry.value === "";
    rows.sort((a, b) => {
      if (empty(a) !== empty(b)) return empty(a) - empty(b); // what is not there comes last either way
      return (down ? -1 : 1) * compare(a.value, b.value) || a.place - b.place;
    });
    body.append(...rows.map((entry) => entry.row));
    for (const [place, header] of [...table.tHead.rows[0].cells].entries()) {
      if (place === index) header.setAttribute("aria-sort", down ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    }
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const [index, header] of [...table.tHead.rows[0].cells].entries()) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        const first = header.dataset.first === "descending" ? "descending" : "ascending";
        const current = header.getAttribute("aria-sort");
        sortBy(table, index, current ? current === "ascending" : first === "descending");
      });
    }
  }

  const filter = document.getElementById("filter");
  const rows = [...document.querySelectorAll("#students tbody tr")];
  const text = document.getElementById("filter-text");
  const kind = document.getElementById("filter-kind");
  const count = document.getElementById("filter-count");
  if (!filter) return;
  filter.hidden = false;

  function apply() {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const holds = row.dataset.text.toLowerCase().includes(wanted) && (!kind.value || row.dataset.kinds.split(" ").includes(kind.value));
      row.hidden = !holds;
      shown += holds;
    }
    count.textContent = `${shown} of ${rows.length}`;
  }
  text.addEventListener("input", apply);
  kind.addEventListener("change", apply);
  filter.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
