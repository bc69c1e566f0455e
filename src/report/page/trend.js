// Figures over time, with the band of their intervals and the number of comments below.

let trendMeasure = "net";

const periodTexts = {
  day: { day: "numeric", month: "short" },
  week: { day: "numeric", month: "short" },
  month: { month: "short", year: "numeric" },
  quarter: { month: "short", year: "numeric" },
  year: { year: "numeric" },
};

/** The name of a period: its first day, its month or its year. */
function periodText(start) {
  const written = new Intl.DateTimeFormat(page.locale, { ...periodTexts[page.period], timeZone: "UTC" });
  return written.format(new Date((page.first_day + start) * 86400000));
}

/** All periods from the first to the last, those without comments too. */
function trendPoints(counts, figureOf) {
  const starts = [...counts.periods.keys()].sort((a, b) => a - b);
  const points = [];
  for (let start = starts[0]; start <= starts[starts.length - 1]; start = nextPeriod(start)) {
    const group = counts.periods.get(start) ?? new Group();
    points.push({ start, group, figure: figureOf(group) });
  }
  return points;
}

function trendMeasures(counts) {
  const measures = [{ name: "net", label: word("headline.net"), format: "points", of: (group) => netFigure(group.comments) }];
  for (const scale of counts.all.scores.keys()) {
    measures.push({ name: `score${scale}`, label: scoreName(scale), format: scoreFormat(scale), of: (group) => scoreFigure(scale, group.scores.get(scale) ?? new Map()) });
  }
  measures.push({ name: "coverage", label: word("languages.coverage"), format: "percent", of: (group) => coverageFigure(group) });
  return measures;
}

/** A polygon from one period to the next, or an upright line where both neighbours have no figure. */
function bandShape(points, paint) {
  return (_, api) => {
    const index = api.value(0);
    const [here, next] = [points[index].figure, points[index + 1]?.figure];
    const at = (place, value) => api.coord([place, value]);
    if (here.withheld) return null;
    if (!next || next.withheld) {
      if (index > 0 && !points[index - 1].figure.withheld) return null;
      const [from, to] = [at(index, here.low), at(index, here.high)];
      return { type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: paint.accent, lineWidth: 2, opacity: 0.5 } };
    }
    const corners = [at(index, here.low), at(index, here.high), at(index + 1, next.high), at(index + 1, next.low)];
    return { type: "polygon", shape: { points: corners }, style: { fill: paint.accent, opacity: 0.16 } };
  };
}

function trendOption(points, measure, paint, box) {
  const names = points.map((point) => periodText(point.start));
  const side = rightToLeft ? "right" : "left";
  const periods = (grid, shown) => ({
    type: "category", data: names, gridIndex: grid, inverse: rightToLeft, axisTick: { show: false },
    axisLine: { onZero: false, lineStyle: { color: paint.line } }, axisLabel: { show: shown, color: paint.soft, fontSize: 12, hideOverlap: true },
  });
  const values = (grid, format) => ({ ...valueAxis(paint, format), gridIndex: grid, position: side, splitNumber: grid ? 1 : 4 });
  const margins = { left: rightToLeft ? 16 : 56, right: rightToLeft ? 56 : 16 };
  const tip = ([{ dataIndex }]) => {
    const point = points[dataIndex];
    return [names[dataIndex], figureLine(measure.label, point.figure, measure.format), `${word("headline.comments")}: ${formats.count(point.group.base.count)}`].join("\n");
  };
  return {
    tooltip: { ...common(paint).tooltip, trigger: "axis", formatter: tip },
    grid: [{ ...margins, top: 16, height: box.clientHeight - 130 }, { ...margins, bottom: 30, height: 56 }],
    xAxis: [periods(0, false), periods(1, true)],
    yAxis: [{ ...values(0, formats[measure.format]), scale: true }, values(1, formats.count)],
    series: [
      { type: "custom", renderItem: bandShape(points, paint), data: points.map((point, index) => [index, point.figure.low, point.figure.high]), encode: { x: 0, y: [1, 2] }, silent: true, z: 1 },
      { type: "line", data: points.map((point) => point.figure.value), symbolSize: 8, symbol: "circle", lineStyle: { width: 3 }, color: paint.accent, z: 3 },
      { type: "bar", xAxisIndex: 1, yAxisIndex: 1, data: points.map((point) => point.group.base.count), color: paint.neutral, barMaxWidth: 36 },
    ],
  };
}

/** The number of comments alone, where no period has enough of them for a figure. */
function countOption(points, paint) {
  const bars = { type: "bar", data: points.map((point) => point.group.base.count), color: paint.neutral, barMaxWidth: 36 };
  return {
    tooltip: { ...common(paint).tooltip, trigger: "axis", formatter: ([{ dataIndex }]) => `${periodText(points[dataIndex].start)}\n${word("headline.comments")}: ${formats.count(points[dataIndex].group.base.count)}` },
    grid: { left: rightToLeft ? 16 : 56, right: rightToLeft ? 56 : 16, top: 16, bottom: 30 },
    xAxis: { type: "category", data: points.map((point) => periodText(point.start)), inverse: rightToLeft, axisTick: { show: false }, axisLine: { lineStyle: { color: paint.line } }, axisLabel: { color: paint.soft, fontSize: 12, hideOverlap: true } },
    yAxis: { ...valueAxis(paint, formats.count), position: rightToLeft ? "right" : "left", minInterval: 1 },
    series: [bars],
  };
}

function renderTrend(counts) {
  if (counts.periods.size === 0) {
    fill("trend", make("p", { class: "note", text: word("trend.no_dates") }));
    return;
  }
  const measures = trendMeasures(counts);
  const measure = measures.find((one) => one.name === trendMeasure) ?? measures[0];
  const points = trendPoints(counts, measure.of);
  const switches = measures.map((one) =>
    make("button", { type: "button", "aria-pressed": String(one === measure), text: one.label, onclick: () => { trendMeasure = one.name; renderTrend(counts); refocus("trend", one.label); } }));
  const table = () => tableOf({
    caption: `${measure.label}, ${word(`trend.by_${page.period}`)}`,
    head: [word(`trend.${page.period}`), word("headline.comments"), measure.label, word("headline.base_short"), word("headline.uncoded")],
    rows: points.map(({ start, group, figure }) => [periodText(start), formats.count(group.base.count), figureCell(figure, measure.format), formats.count(figure.base), formats.count(group.uncoded)]),
  });
  const title = `${measure.label}, ${word(`trend.by_${page.period}`)}`;
  const undated = counts.all.base.count - points.reduce((sum, point) => sum + point.group.base.count, 0);
  const choose = ({ dataIndex }) => narrow({ period: points[dataIndex].start });
  const shown = points.some(({ figure }) => !figure.withheld);
  const option = (paint, box) => (shown ? trendOption(points, measure, paint, box) : countOption(points, paint));
  const least = formats.count(page.minimum_base);
  fill("trend",
    shown ? null : make("p", { class: "note", text: word("trend.too_small", { least }) }),
    chartFigure({ title, describe: `${title}. ${word("chart.see_table")}`, option, table, choose, switches, height: () => (shown ? 340 : 200) }),
    shown ? make("p", { class: "note", text: word("trend.note", { least }) }) : null,
    undated ? make("p", { class: "note", text: word("trend.undated", { comments: formats.count(undated) }) }) : null);
}

/** After a section was drawn anew, the focus goes back to the switch that was pressed. */
function refocus(section, text) {
  [...document.querySelectorAll(`#${section} .switch button`)].find((button) => button.textContent === text)?.focus();
}
