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
  const PORTION = 25; // laid out at a time: two thousand rows of long text would take seconds
  let portion = PORTION;
  const more = document.getElementById("more");
  const none = document.getElementById("none");
  const order = { by: "", way: "" };
  const closer = document.getElementById("closer"), tiles = [...document.querySelectorAll(".tiles a")];
  const cases = [...document.querySelectorAll("#caselist tbody tr")];
  const said = new Map(rows.map((row) => [row, `${row.textContent} ${row.dataset.referral || ""} ${finpathCloser.said(row.dataset.rank)}`.toLowerCase()]));

  const kept = (row, [words, tier, provider, family]) =>
    (!tier || row.dataset.tier === tier) &&
    (!provider || row.dataset.provider === provider) &&
    (!family || row.dataset.family.split("|").includes(family)) &&
    words.every((word) => said.get(row).includes(word));

  const columns = { rank: 0, payers: 4, payments: 5, volume: 6 };
  function key(row, by) {
    if (by in columns) return Number(row.cells[columns[by]].textContent.replaceAll(",", "")) || 0; // fewer than five are no number
    if (by === "score") return Number(row.dataset.score);
    return by === "name" ? row.querySelector(".who bdi").textContent.toLowerCase() : row.dataset.last || "";
  }

  function filter() {
    const [q, ...chosen] = fields.map((field) => field.value);
    const wanted = [q.toLowerCase().split(/\s+/).filter(Boolean), ...chosen];
    let found = 0;
    for (const row of body.rows) {
      row.hidden = !kept(row, wanted) || ++found > portion;
    }
    const shown = Math.min(found, portion).toLocaleString("en");
    count.textContent = found > portion && found < rows.length ? `${shown} of ${found.toLocaleString("en")} found, of ${rows.length.toLocaleString("en")}` : `${shown} of ${rows.length.toLocaleString("en")} shown`;
    none.hidden = found > 0;
    for (const row of cases) row.hidden = !wanted[0].every((word) => `${row.textContent} ${row.dataset.referral}`.toLowerCase().includes(word));
    for (const tile of tiles) tile.toggleAttribute("aria-current", tile.dataset.tier === wanted[1]);
    more.hidden = found <= portion;
    remember();
  }

  function sort() {
    const { by, way } = order;
    const sign = way === "descending" ? -1 : 1;
    const sorted = by ? [...rows].map((row) => [key(row, by), row]).sort(([a], [b]) => sign * (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row) : rows;
    body.append(...sorted);
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.sort === by && by) head.setAttribute("aria-sort", way);
      else head.removeAttribute("aria-sort");
    }
    filter();
  }

  function remember() {
    const chosen = new URLSearchParams();
    for (const field of fields) if (field.value) chosen.set(field.id, field.value);
    if (order.by) chosen.set("sort", `${order.by} ${order.way}`);
    if (finpathCloser.account()) chosen.set("open", finpathCloser.account());
    const text = chosen.toString();
    if (text || location.hash) history.replaceState(null, "", text ? `#${text}` : location.pathname);
  }

  function recall() {
    const chosen = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) field.value = chosen.get(field.id) || "";
    [order.by, order.way] = (chosen.get("sort") || " ").split(" ");
    return chosen.get("open") || "";
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

  const afresh = () => { portion = PORTION; filter(); };
  more.addEventListener("click", () => { portion += PORTION; filter(); });
  addEventListener("beforeprint", () => { portion = Infinity; filter(); });
  addEventListener("afterprint", afresh);
  form.addEventListener("input", afresh);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(afresh));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      fields[0].focus();
    }
  });
  addEventListener("hashchange", () => {
    if (!location.hash.includes("=")) return; // a link to a part of the page, not a search
    const wanted = recall();
    finpathCloser.show(wanted);
    sort();
    if (!wanted) document.getElementById("list").scrollIntoView();
  });

  form.hidden = false;
  const wanted = recall();
  finpathCloser.show(wanted);
  if (order.by) sort();
  else filter();
  for (const event of ["opened", "close"]) closer.addEventListener(event, remember);
  document.documentElement.classList.add("ready");
})();
