"use strict";
// Search, filter and sort for the list of leads. What is chosen stands in the address, so that it can be passed on.
(() => {
  const table = document.getElementById("leads");
  if (!table) return;
  const form = document.querySelector(".tools");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const fields = ["q", "tier", "provider", "family"].map((id) => document.getElementById(id));
  const count = document.getElementById("count");
  const none = document.getElementById("none");
  const order = { by: "", way: "" };
  const said = new Map(rows.map((row) => [row, `${row.textContent} ${row.dataset.referral}`.toLowerCase()]));

  const kept = (row, [words, tier, provider, family]) =>
    (!tier || row.dataset.tier === tier) &&
    (!provider || row.dataset.provider === provider) &&
    (!family || row.dataset.family.split("|").includes(family)) &&
    words.every((word) => said.get(row).includes(word));

  function filter() {
    const [q, ...chosen] = fields.map((field) => field.value);
    const wanted = [q.toLowerCase().split(/\s+/).filter(Boolean), ...chosen];
    let shown = 0;
    for (const row of rows) {
      row.hidden = !kept(row, wanted);
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
    none.hidden = shown > 0;
    remember();
  }

  function sort() {
    const { by, way } = order;
    const sign = way === "descending" ? -1 : 1;
    const text = by === "name" || by === "last";
    const compare = text
      ? (a, b) => (a < b ? -1 : a > b ? 1 : 0)
      : (a, b) => Number(a) - Number(b);
    const sorted = by ? [...rows].sort((a, b) => sign * compare(a.dataset[by], b.dataset[by])) : rows;
    body.append(...sorted);
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.sort === by && by) head.setAttribute("aria-sort", way);
      else head.removeAttribute("aria-sort");
    }
    remember();
  }

  function remember() {
    const chosen = new URLSearchParams();
    for (const field of fields) if (field.value) chosen.set(field.id, field.value);
    if (order.by) chosen.set("sort", `${order.by} ${order.way}`);
    const text = chosen.toString();
    if (text || location.hash) history.replaceState(null, "", text ? `#${text}` : location.pathname);
  }

  function recall() {
    const chosen = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) field.value = chosen.get(field.id) || "";
    [order.by, order.way] = (chosen.get("sort") || " ").split(" ");
  }

  for (const head of table.tHead.rows[0].cells) {
    if (!head.dataset.sort) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const first = head.dataset.first || "ascending";
      const second = first === "ascending" ? "descending" : "ascending";
      const again = order.by === head.dataset.sort;
      if (again && order.way === second) order.by = order.way = "";
      else [order.by, order.way] = [head.dataset.sort, again ? second : first];
      sort();
    });
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      fields[0].focus();
    }
  });
  addEventListener("hashchange", () => {
    if (!location.hash.includes("=")) return; // a link to a part of the page, not a search
    recall();
    sort();
    filter();
  });

  form.hidden = false;
  recall();
  if (order.by) sort();
  filter();
})();
