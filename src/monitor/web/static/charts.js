// The months as lines to read off, made from their table. Without scripts the columns and the table remain.
(() => {
  const table = document.getElementById("months-table");
  const drawing = document.getElementById("months");
  if (!table || !drawing || typeof uPlot !== "function" || table.tBodies[0].rows.length < 3) return;

  const frame = drawing.parentElement;
  const area = document.createElement("div");
  area.className = "lined away";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Read off as lines";
  button.setAttribute("aria-pressed", "false");
  frame.before(button);
  frame.after(area);

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent));
  const seconds = (month) => Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1) / 1000;
  const data = heads.map((_, n) => rows.map((row) => (n ? Number(row[n].replace("–", "0")) : seconds(row[0]))));
  const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
  const month = (_, at) => (at == null ? "" : new Date(at * 1000).toISOString().slice(0, 7));
  const series = heads.map((label, n) => (n === 0 ? { label, value: month }
    : { label, width: n === heads.length - 1 ? 2.5 : 1.5, points: { show: false },
      stroke: n === heads.length - 1 ? colour("--ink") : colour(`--c${n - 1}`) }));

  let plot = null;
  const size = () => ({ width: Math.floor(area.clientWidth), height: 280 });
  button.addEventListener("click", () => {
    const lined = area.classList.contains("away");
    area.classList.toggle("away", !lined);
    frame.classList.toggle("away", lined);
    button.setAttribute("aria-pressed", String(lined));
    if (lined && !plot) {
      plot = new uPlot({ ...size(), series, axes: [{ ...axis, values: (_, ticks) => ticks.map((at) => month(_, at)), space: 70 }, axis],
        tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC") }, data, area);
    }
  });
  window.addEventListener("resize", () => { if (plot && area.clientWidth) plot.setSize(size()); });
})();
