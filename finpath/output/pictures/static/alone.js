// The network alone on its page; the list beside it leads to each merchant for whoever cannot see the drawing.
(() => {
  "use strict";
  const graph = JSON.parse(document.getElementById("graph").textContent);
  const drawn = finpathNetwork(document.getElementById("box"), graph, graph.start);
  document.getElementById("all").addEventListener("click", (event) => {
    const id = event.target.dataset.merchant;
    if (id) drawn.expand(id);
  });
})();
