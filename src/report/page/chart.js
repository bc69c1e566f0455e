// Charts and tables: each chart has a table with the same numbers, one click away.

const schemes = window.matchMedia("(prefers-color-scheme: dark)");
const drawn = new Set();

/** The colours of the page as it is shown now. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: of("ink"), soft: of("soft"), line: of("line"), surface: of("surface"), sunken: of("sunken"), accent: of("accent"),
    positive: of("positive"), negative: of("negative"), mixed: of("mixed"), neutral: of("neutral"),
  };
}

const rightToLeft = document.documentElement.dir === "rtl";

/** The length of a chart's labels: phones have less room. */
function labelWidth(box) {
  return box.clientWidth < 520 ? 118 : 250;
}

/** What all charts share. */
function common(paint) {
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: paint.ink },
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: paint.surface, borderColor: paint.line, padding: [8, 10],
      textStyle: { color: paint.ink, fontSize: 13 },
    },
  };
}

/** An axis of values, with a line where it is zero. */
function valueAxis(paint, format) {
  return {
    type: "value", axisLine: { show: false }, axisTick: { show: false },
    axisLabel: { color: paint.soft, fontSize: 12, hideOverlap: true, formatter: (value) => ltr(format(value)) },
    splitLine: { lineStyle: { color: paint.line } },
  };
}

/** An axis of names, from the top down; from the right where the page reads from there. */
function nameAxis(paint, names, width) {
  return {
    type: "category", data: names, inverse: true, position: rightToLeft ? "right" : "left",
    axisLine: { show: false }, axisTick: { show: false },
    axisLabel: { color: paint.ink, fontSize: 13, width, overflow: "break", lineHeight: 15, interval: 0 },
  };
}

/**
 * A chart with its table. `option(paint, box)` gives the chart, `table()` the table, `choose(event)` is told of clicks,
 * `height(box)` how high it is.
 */
function chartFigure({ title, describe, option, table, choose, height = () => 300, switches = [] }) {
  const box = make("div", { class: "chart", role: "img", "aria-label": describe });
  const rows = make("div", { hidden: true });
  const press = make("button", { type: "button", "aria-pressed": "false", text: word("chart.table") });
  press.addEventListener("click", () => {
    const asTable = press.getAttribute("aria-pressed") !== "true";
    press.setAttribute("aria-pressed", String(asTable));
    box.hidden = asTable;
    rows.hidden = !asTable;
    if (asTable) rows.replaceChildren(table());
    else draw();
  });
  const head = make("div", { class: "figure-head" }, make("h3", { text: title }), make("div", { class: "switch" }, ...switches, press));
  const figure = make("figure", {}, head, box, rows);
  let chart = null;
  const draw = () => {
    if (box.hidden || !box.isConnected) return;
    box.style.height = `${height(box)}px`;
    if (!chart) {
      chart = echarts.init(box, null, { renderer: "canvas", devicePixelRatio: Math.max(2, window.devicePixelRatio) });
      if (choose) chart.on("click", choose);
    }
    chart.resize();
    const paint = colours();
    chart.setOption({ ...common(paint), ...option(paint, box) }, true);
  };
  figure.draw = draw;
  figure.leave = () => {
    drawn.delete(figure);
    chart?.dispose();
  };
  drawn.add(figure);
  return figure;
}

/** Draws all charts anew: another scheme of colours, another width. */
function redraw() {
  for (const figure of drawn) figure.draw();
}

/** Puts content in the body of a section, in place of what was there. */
function fill(section, ...content) {
  const body = document.querySelector(`#${section} .body`);
  for (const figure of drawn) if (body.contains(figure)) figure.leave();
  body.replaceChildren(...content.flat().filter(Boolean));
  for (const figure of drawn) if (body.contains(figure)) figure.draw();
}

/** A table: `head` are texts or { text, left }, `rows` lists of cells: texts, elements, or { text, left, header, class }. */
function tableOf({ caption, head, rows, tall = false, kind }) {
  const cell = (content, index) => {
    const plain = typeof content === "string" || content instanceof Node;
    const { text, left, header } = plain ? { text: content } : content;
    const name = header || index === 0 ? "th" : "td";
    return make(name, { scope: name === "th" ? "row" : null, class: left ? "text" : null }, text);
  };
  const title = (content) => make("th", { scope: "col", class: content.left ? "text" : null, text: content.text ?? content });
  const body = rows.map((row) => make("tr", { class: row.kind }, (row.cells ?? row).map(cell)));
  return make("div", { class: tall ? "scroll tall" : "scroll", tabindex: "0", role: "region", "aria-label": caption },
    make("table", { class: kind }, make("caption", { text: caption }), make("thead", {}, make("tr", {}, head.map(title))), make("tbody", {}, body)));
}

/** The value of a figure as text. */
function figureText(figure, format) {
  return figure.withheld ? "\u2013" : ltr(formats[format](figure.value));
}

/** A cell with a figure and its interval, or with the reason why there is none. */
function figureCell(figure, format) {
  if (figure.withheld) return make("span", { class: "withheld", text: reasonText(figure.withheld) });
  return make("span", {}, ltr(formats[format](figure.value)), " ", make("span", { class: "soft interval", text: rangeText(format, figure.low, figure.high) }));
}

/** A line for the tip of a chart. */
function figureLine(name, figure, format) {
  if (figure.withheld) return `${name}: ${reasonText(figure.withheld)}`;
  return `${name}: ${figureText(figure, format)} (${word("headline.interval")} ${rangeText(format, figure.low, figure.high)}, ${word("headline.base", { base: formats.count(figure.base) })})`;
}
