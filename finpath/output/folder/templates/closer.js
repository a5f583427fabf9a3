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

  const named = (row) => row.querySelector(".who bdi").textContent;
  const place = (row) => row.querySelector(".who .member").textContent;
  const reasons = (row) => [...row.querySelectorAll(".reason")].map((each) => each.textContent);
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
  function open(id) {
    const row = rows.get(id), told = drawn.pictures[id] || { r: [] };
    at = id;
    title.textContent = named(row);
    const lead = make("p", undefined, "soft");
    lead.append(`${row.dataset.tier}, rank ${id}, score ${row.querySelector(".score .line").textContent.trim()}; ${place(row)} `);
    const link = row.querySelector(".score a");
    if (link) lead.append(Object.assign(make("a", "Open the referral"), { href: link.getAttribute("href") }));
    body.replaceChildren(lead);
    const list = make("ul", undefined, "plain");
    for (const reason of [...reasons(row), ...told.r]) list.append(make("li", reason));
    part("Reasons", list);
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
  const first = [...rows.keys()].filter((id) => inside.has(id)).slice(0, 80);
  toggle.hidden = !first.length;
  toggle.addEventListener("click", () => {
    map.hidden = !map.hidden;
    toggle.setAttribute("aria-expanded", String(!map.hidden));
    if (!map.hidden && !map.querySelector(".stage")) { at = ""; finpathNetwork(document.getElementById("map-box"), graph, first, opened); }
  });
  return { open, said: (id) => (drawn.pictures[id]?.r || []).join(" ") };
})();
