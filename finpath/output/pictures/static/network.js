// A network that can be walked: hover tells why, a click or Enter shows a neighbour's own neighbours.
// graph: {nodes: [{id, label, tier, note}], centre, edges: [[one, other, kind, payers, by chance]]}; start: ids that are seen first.
window.finpathNetwork = (() => {
  "use strict";
  const PER_NODE = 12, LETTERS = 15, LONGEST = 18;
  const SHORT = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
  const KIND = (kind) => (kind === "payers" ? kind : kind.startsWith("price ") ? "price" : "identity");
  const ORDER = ["refer", "review", "watch"];
  const LEGEND = [["refer", "refer"], ["review", "review"], ["watch", "watch"], ["beyond", "has neighbours that are not shown"], ["payers", "payers in common"], ["price", "payers of one price in common"], ["identity", "one controller or one merchant"]];

  function look(box) {
    const colour = (name) => getComputedStyle(box).getPropertyValue(name).trim();
    const round = { width: 20, height: 20, "border-width": 1.5, "border-color": colour("--accent") };
    return [
      { selector: "node", style: { ...round, "background-color": colour("--card"), label: "data(shown)", color: colour("--ink"), "font-size": "data(size)",
        "font-family": "system-ui, sans-serif", "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "none",
        "text-background-color": colour("--paper"), "text-background-opacity": 0.8 } },
      { selector: "node[tier='refer']", style: { "background-color": colour("--accent") } },
      { selector: "node[tier='review']", style: { "background-color": colour("--h3") } },
      { selector: "node[tier='watch']", style: { "background-color": colour("--h1") } },
      { selector: "node[?centre]", style: { width: 30, height: 30, "border-width": 3, "font-weight": "bold" } },
      { selector: "node[?more]", style: { "border-style": "dashed" } },
      { selector: "node:selected", style: { "border-color": colour("--warm"), "border-width": 4 } },
      { selector: "edge", style: { width: "data(width)", "line-color": colour("--h4"), "curve-style": "haystack", opacity: 0.75 } },
      { selector: "edge[kind='price']", style: { "line-style": "dotted", "line-color": colour("--accent") } },
      { selector: "edge[kind='identity']", style: { "line-style": "dashed", "line-color": colour("--warm"), width: 2 } },
      { selector: "edge:selected, .near", style: { "line-color": colour("--warm"), opacity: 1 } },
    ];
  }

  function note([, , kind, payers, chance]) {
    if (kind.startsWith("price ")) return `${payers || "fewer than five"} payers of ${kind} in common`;
    if (kind !== "payers") return kind.replaceAll("_", " ");
    return `${payers || "fewer than five"} payers in common; ${chance.toFixed(1)} would be chance`;
  }

  return Object.assign((box, graph, start, opened) => {
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const ties = new Map(graph.nodes.map((node) => [node.id, []]));
    for (const edge of graph.edges) for (const end of [0, 1]) ties.get(edge[end])?.push(edge);
    const stage = document.createElement("div");
    stage.className = "stage";
    stage.tabIndex = 0;
    stage.setAttribute("role", "application");
    stage.setAttribute("aria-label", "Network. Arrow keys go from merchant to merchant, Enter shows the neighbours, plus and minus zoom.");
    const told = document.createElement("p");
    told.className = "told";
    told.setAttribute("role", "status");
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    const tools = document.createElement("div");
    tools.className = "zoom";
    const legend = document.createElement("ul");
    legend.className = "legend";
    legend.append(...LEGEND.map(([name, means]) => {
      const item = document.createElement("li");
      item.className = name;
      item.append(document.createElement("i"), means);
      return item;
    }));
    box.replaceChildren(stage, legend, tools, told);
    stage.append(tip);
    const cy = cytoscape({ container: stage, style: look(box), minZoom: 0.15, maxZoom: 5, boxSelectionEnabled: false });

    const far = (id) => ties.get(id).map((edge) => (edge[0] === id ? edge[1] : edge[0]));
    function show(ids, around) {
      const fresh = [...new Set(ids)].filter((id) => nodes.has(id) && cy.getElementById(id).empty());
      const at = around ? cy.getElementById(around).position() : { x: 0, y: 0 };
      fresh.forEach((id, place) => {
        const angle = 2.399963 * place, reach = 60 + 14 * Math.sqrt(place);
        const { label, tier } = nodes.get(id);
        const spot = place || around ? { x: at.x + reach * Math.cos(angle), y: at.y + reach * Math.sin(angle) } : { ...at };
        cy.add({ group: "nodes", data: { id, label, tier, shown: "", size: LETTERS, centre: id === graph.centre }, position: spot });
      });
      graph.edges.forEach((edge, place) => {
        const [one, other, kind, payers] = edge;
        if (cy.getElementById(one).empty() || cy.getElementById(other).empty() || cy.getElementById(`e${place}`).nonempty()) return;
        const width = Math.min(1 + Math.log2(1 + payers) / 2, 6);
        cy.add({ group: "edges", data: { id: `e${place}`, source: one, target: other, kind: KIND(kind), width, note: finpathNetwork.note(edge) } });
      });
      cy.nodes().forEach((node) => { node.data("more", far(node.id()).some((id) => cy.getElementById(id).empty())); });
      cy.layout({ name: "cose", randomize: false, animate: false, fit: true, padding: 36, nodeRepulsion: () => 40000, nodeOverlap: 24, idealEdgeLength: () => 80, componentSpacing: 60, numIter: 1000 }).run();
      if (cy.zoom() > 1.5) cy.zoom(1.5).center();
      return fresh.length;
    }
    // Labels have one size on the screen, whatever the zoom; one that would cover another or a node is left out.
    function label() {
      const taken = cy.nodes().map((node) => { const { x, y } = node.renderedPosition(), r = node.renderedWidth() / 2; return [x - r, y - r, x + r, y + r, node.id()]; });
      const rank = (node) => (node.selected() ? -2 : node.data("centre") ? -1 : (ORDER.indexOf(node.data("tier")) + 4) % 4);
      const nodes = cy.nodes().sort((one, other) => rank(one) - rank(other));
      cy.batch(() => nodes.forEach((node) => {
        const text = SHORT(node.data("label")), { x, y } = node.renderedPosition(), half = (text.length * LETTERS * 0.62) / 2 + 2, top = y + node.renderedHeight() / 2 + 2;
        const box = [x - half, top, x + half, top + LETTERS * 1.5, node.id()];
        const free = taken.every((each) => each[4] === box[4] || each[2] < box[0] || each[0] > box[2] || each[3] < box[1] || each[1] > box[3]);
        const inside = box[0] >= 0 && box[2] <= stage.clientWidth && box[3] <= stage.clientHeight;
        if (free && inside) taken.push([...box.slice(0, 4), ""]);
        node.data({ shown: free && inside ? text : "", size: LETTERS / cy.zoom() });
      }));
    }
    let waiting = 0;
    cy.on("zoom pan layoutstop select unselect dragfree resize", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(label); });
    function expand(id) {
      const added = show(far(id).slice(0, PER_NODE), id);
      say(id, added ? `${added} neighbour${added === 1 ? "" : "s"} more.` : "All its neighbours are shown.");
    }
    function say(id, more) {
      cy.elements().removeClass("near").unselect();
      const node = cy.getElementById(id);
      node.select().connectedEdges().addClass("near");
      told.replaceChildren(`${nodes.get(id).label}: ${nodes.get(id).note} ${more || ""}`);
      if (opened && opened.can(id)) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = "Look closer";
        button.addEventListener("click", () => opened.go(id));
        told.append(" ", button);
      }
    }
    function hover(event) {
      const data = event.target.data();
      tip.textContent = event.target.isNode() ? `${data.label}: ${nodes.get(data.id).note}` : data.note;
      const spot = event.renderedPosition;
      tip.style.left = `${Math.min(spot.x + 12, Math.max(stage.clientWidth - 240, 0))}px`;
      tip.style.top = `${spot.y + 12}px`;
      tip.hidden = false;
    }
    cy.on("mouseover", "node, edge", hover);
    cy.on("mouseout", "node, edge", () => { tip.hidden = true; });
    cy.on("tap", "node", (event) => expand(event.target.id()));
    cy.on("tap", "edge", (event) => { told.textContent = event.target.data("note"); });

    const zoom = (by) => cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: stage.clientWidth / 2, y: stage.clientHeight / 2 } });
    const acts = { "Zoom in": () => zoom(1.3), "Zoom out": () => zoom(1 / 1.3), "Show all": () => cy.fit(undefined, 36) };
    for (const [name, act] of Object.entries(acts)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", act);
      tools.append(button);
    }
    let at = -1;
    stage.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const all = cy.nodes();
      if (step) { at = (at + step + all.length) % all.length; say(all[at].id()); }
      else if (event.key === "Enter" && at >= 0) expand(all[at].id());
      else if (event.key === "+" || event.key === "=") zoom(1.3);
      else if (event.key === "-") zoom(1 / 1.3);
      else return;
      event.preventDefault();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(look(box)));
    show(start);
    // A notebook may give the frame its size after the first drawing: until somebody moves it, all of it stays in view.
    let moved = false;
    stage.addEventListener("pointerdown", () => { moved = true; });
    tools.addEventListener("click", () => { moved = true; });
    new ResizeObserver(() => {
      cy.resize();
      if (moved || !stage.clientWidth) return;
      cy.fit(undefined, 36);
      if (cy.zoom() > 1.5) cy.zoom(1.5).center();
    }).observe(stage);
    const counted = (many, one) => `${many} ${one}${many === 1 ? "" : "s"}`;
    const hint = cy.nodes("[?more]").nonempty() ? " A dashed rim has neighbours that are not shown yet: choose it to see them." : "";
    told.textContent = `${counted(cy.nodes().length, "merchant")}, ${counted(cy.edges().length, "tie")}.${hint}`;
    return { cy, expand };
  }, { note });
})();
