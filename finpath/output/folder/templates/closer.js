// A closer look at one merchant of the list, and the network of all: drawn when asked for.
window.finpathCloser = (() => {
  "use strict";
  const dialog = document.getElementById("closer");
  const drawn = JSON.parse(document.getElementById("drawn").textContent);
  const { make, ...shapes } = finpathShapes;
  const rows = new Map([...document.querySelectorAll("#leads tbody tr")].map((row) => [row.dataset.rank, row]));
  if (!rows.size) return null;
  const title = document.getElementById("closer-name"), body = document.getElementById("closer-body");
  let at = "";
  const account = (row) => `${row.dataset.provider}/${row.querySelector(".id bdi").textContent}`;
  const ranks = new Map([...rows].map(([id, row]) => [account(row), id]));

  const named = (row) => row.querySelector(".who bdi").textContent;
  const place = (row) => row.querySelector(".who .member").textContent;
  const reasons = (row) => [...row.querySelectorAll(".reason")].map((each) => each.textContent);
  const against = (row) => row.querySelector(".first")?.textContent;
  const signed = (nats) => `${nats < 0 ? "−" : "+"}${Math.abs(nats).toFixed(2)}`;
  const graph = {
    nodes: [
      ...[...rows].map(([id, row]) => ({ id, label: named(row), tier: row.dataset.tier, note: `${row.dataset.tier}, rank ${id}, ${place(row)}. ${reasons(row)[0] || ""}` })),
      ...drawn.others.map(([id, label]) => ({ id, label, tier: "none", note: "on no list." })),
    ],
    edges: drawn.ties,
  };
  const ends = new Set(graph.edges.flatMap(([one, other]) => [one, other]));
  const opened = { can: (id) => rows.has(id) && id !== at, go: (id) => open(id) };

  function part(name, ...inside) {
    const made = make("section");
    made.append(make("h3", name), ...inside);
    body.append(made);
  }
  function wide(...inside) {
    const made = make("div", undefined, "wide");
    made.append(...inside);
    made.tabIndex = 0;
    made.setAttribute("role", "region");
    made.setAttribute("aria-label", inside[0].getAttribute("aria-label") || inside[0].caption.textContent);
    return made;
  }
  // What raises the score and what lowers it, in nats, and the sum.
  function both(row, told) {
    const said = [...reasons(row), ...told.r], weights = told.w || [], total = (told.v || []).concat(told.l || []).reduce((sum, [, nats]) => sum + nats, weights.reduce((x, y) => x + y, 0));
    const share = (nats) => (total > 0 && nats > 0 ? `${Math.round((100 * nats) / total)}%` : "");
    const line = (text, nats) => [text, nats === undefined ? "" : nats ? signed(nats) : "not counted again", nats ? share(nats) : ""];
    const heads = [["What was found", 0], ["Nats", 1], ["Share", 1]];
    const raised = [...said.map((text, place) => line(text, weights[place])), ...(told.v || []).map(([family, nats]) => line(`What is found of the other accounts of its case: ${family}.`, nats))];
    part("Why", wide(shapes.table("What raises its score; of each kind of indication, the strongest reason counts", heads, raised)));
    const doubts = [against(row), ...(told.a || [])].filter((text) => text && !(told.l || []).some(([other]) => other === text));
    const lowered = [...(told.l || []).map(([text, nats]) => line(text, nats)), ...doubts.map((text) => [text, "not weighed", ""])];
    part("What speaks against it", lowered.length ? wide(shapes.table("What lowers its score, and what speaks for an innocent explanation", heads, lowered)) : make("p", "Nothing that finpath looks at. It does not see what is sold."));
    if (weights.length) body.append(make("p", `Together ${signed(total)} nats. Before any evidence it is ${dialog.dataset.prior.replace("-", "−")}. The sum makes the score, ${row.querySelector(".score .line").textContent.trim()}.`, "soft"));
  }
  function open(id) {
    const row = rows.get(id), told = drawn.pictures[id] || { r: [] };
    at = id;
    title.textContent = named(row);
    const lead = make("p", undefined, "soft");
    lead.append(`${row.dataset.tier}, rank ${id}, score ${row.querySelector(".score .line").textContent.trim()}; ${place(row)} `);
    const link = row.querySelector(".score a");
    if (link) lead.append(Object.assign(make("a", "Open the referral"), { href: link.getAttribute("href") }));
    body.replaceChildren(lead);
    both(row, told);
    if (told.i) part("Payments", make("p", told.i.join(", "), "ids"), make("p", told.of > told.i.length ? `The first ${told.i.length} of ${told.of.toLocaleString("en")} payments that the strongest reason rests on; reasons.parquet has all.` : "The payments that the strongest reason rests on.", "soft"));
    if (told.s) part("When", wide(shapes.timeline(told)), make("ul", undefined, "plain dates"));
    if (told.s) for (const [day, what] of told.m) body.querySelector(".dates").append(make("li", `${day}: ${what}`));
    if (told.h && told.h.length) part("Hours of the week", ...shapes.week(told.h));
    if (told.p && told.p.length) part("Prices beside its peers", wide(shapes.prices(told.p)));
    if (told.n === null) part("When", make("p", "Fewer than five payers paid: when, at which hours and in which amounts is not drawn.", "soft"));
    if (told.n) part("Where its payers are", shapes.countries(told));
    if (told.g && told.g.length) part("Proceeds", wide(shapes.proceeds(told.g)));
    if (!told.s && told.n !== null) body.append(make("p", "There was no room for its pictures on this page; run.timeline() and run.network() draw them.", "soft"));
    const box = make("div");
    if (ends.has(id)) part("Whom it is tied to", box, words(id));
    if (!dialog.open) dialog.showModal();
    dialog.dispatchEvent(new Event("opened"));
    body.scrollTop = 0;
    title.focus();
    if (ends.has(id)) finpathNetwork(box, { ...graph, centre: id }, [id, ...near(id)], opened);
  }
  const near = (id) => graph.edges.filter((edge) => edge[0] === id || edge[1] === id).map((edge) => (edge[0] === id ? edge[1] : edge[0]));
  function words(id) {
    const made = make("details"), list = make("ul", undefined, "plain");
    const label = new Map(graph.nodes.map((node) => [node.id, node.label]));
    for (const edge of graph.edges.filter(([one, other]) => one === id || other === id)) list.append(make("li", `${label.get(edge[0] === id ? edge[1] : edge[0])}: ${finpathNetwork.note(edge)}`));
    made.append(make("summary", `${list.children.length} in words`), list);
    return made;
  }
  function step(by) {
    const shown = [...document.querySelectorAll("#leads tbody tr:not([hidden])")].map((row) => row.dataset.rank);
    const next = shown[shown.indexOf(at) + by];
    if (next) open(next);
  }
  document.getElementById("before").addEventListener("click", () => step(-1));
  document.getElementById("after").addEventListener("click", () => step(1));
  document.getElementById("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => rows.get(at).querySelector(".look").focus());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  for (const [id, row] of rows) {
    const button = make("button", "Look closer", "look");
    button.type = "button";
    button.append(make("span", ` at ${named(row)}`, "hidden"));
    button.addEventListener("click", () => open(id));
    row.querySelector(".who").append(button);
  }
  document.querySelector("#leads tbody").addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !event.target.classList.contains("look")) return;
    event.preventDefault();
    const all = [...document.querySelectorAll("#leads tbody tr:not([hidden]) .look")];
    all[all.indexOf(event.target) + by]?.focus();
  });

  const map = document.getElementById("map"), toggle = document.getElementById("show-map");
  const inside = new Set(graph.edges.filter(([one, other]) => rows.has(one) && rows.has(other)).flatMap(([one, other]) => [one, other]));
  const first = [...rows.keys()].filter((id) => inside.has(id)).slice(0, matchMedia("(max-width: 52rem)").matches ? 16 : 60);
  toggle.hidden = !first.length;
  toggle.addEventListener("click", () => {
    map.hidden = !map.hidden;
    toggle.setAttribute("aria-expanded", String(!map.hidden));
    if (!map.hidden && !map.querySelector(".stage")) { at = ""; finpathNetwork(document.getElementById("map-box"), graph, first, opened); }
  });
  return {
    account: () => (dialog.open ? account(rows.get(at)) : ""),
    show: (name) => { const id = ranks.get(name); if (id && (!dialog.open || id !== at)) open(id); else if (!name && dialog.open) dialog.close(); },
    said: (id) => (drawn.pictures[id]?.r || []).join(" "),
  };
})();
