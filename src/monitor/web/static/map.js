// The network as something to pull at, made from the table of pairs. Without scripts the drawing and the table remain.
(() => {
  const canvas = document.getElementById("canvas");
  const rows = [...document.querySelectorAll("#pairs tbody tr")].slice(0, 70);
  if (!canvas || !rows.length || typeof cytoscape !== "function") return;

  const drawing = canvas.querySelector("svg");
  const stage = document.createElement("div");
  stage.className = "stage-area";
  stage.hidden = true;
  stage.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Arrange freely";
  button.setAttribute("aria-pressed", "false");
  canvas.before(button);
  canvas.append(stage);

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const elements = () => {
    const nodes = new Map();
    const edges = rows.map((row, n) => {
      const [a, b] = row.querySelectorAll("td a");
      nodes.set(row.dataset.a, { data: { id: row.dataset.a, label: a.textContent, side: "kr", to: a.href } });
      nodes.set(row.dataset.b, { data: { id: row.dataset.b, label: b.textContent, side: "cn", to: b.href } });
      const width = Math.min(9, 1 + Number(row.dataset.n));
      return { data: { id: `e${n}`, source: row.dataset.a, target: row.dataset.b, tone: row.dataset.tone, width } };
    });
    return [...nodes.values(), ...edges];
  };
  const style = () => [
    { selector: "node", style: { label: "data(label)", color: colour("--ink"), "font-size": 15, width: 12, height: 12,
      "min-zoomed-font-size": 5, "text-outline-width": 2, "text-outline-color": colour("--raised"),
      "font-family": "sans-serif", "background-color": colour("--kr"), "text-margin-y": -4 } },
    { selector: "node[side = 'cn']", style: { "background-color": colour("--cn") } },
    { selector: "edge", style: { width: "data(width)", "curve-style": "haystack", opacity: 0.55 } },
    ...["firm", "doubt", "halt"].map((name) => ({
      selector: `edge[tone = '${name === "doubt" ? "soft" : name}']`, style: { "line-color": colour(`--${name}`) } })),
    { selector: ".faded", style: { opacity: 0.12 } },
  ];

  let graph = null;
  const build = () => {
    graph = cytoscape({ container: stage, elements: elements(), style: style(), maxZoom: 3, minZoom: 0.2,
      layout: { name: "cose", animate: false, randomize: false, nodeRepulsion: () => 14000, idealEdgeLength: () => 45,
        gravity: 1.6, componentSpacing: 30, nodeOverlap: 12 } });
    graph.on("tap", "node", (event) => { window.location.href = event.target.data("to"); });
    graph.on("mouseover", "node", (event) => graph.elements().difference(event.target.closedNeighborhood()).addClass("faded"));
    graph.on("mouseout", "node", () => graph.elements().removeClass("faded"));
  };
  button.addEventListener("click", () => {
    const free = stage.hidden;
    stage.hidden = !free;
    drawing.classList.toggle("away", free);
    button.setAttribute("aria-pressed", String(free));
    if (free && !graph) build();
  });
})();
