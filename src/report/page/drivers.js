// What goes with the customers' own score.

/** An effect with its interval as a dot and a line with caps. */
function whisker(drivers, paint) {
  return (_, api) => {
    const index = api.value(0);
    const { joint } = drivers[index];
    const [low, high, middle] = [joint.low, joint.high, joint.value].map((value) => api.coord([value, index]));
    const colour = drivers[index].stands_out ? (joint.value < 0 ? paint.negative : paint.positive) : paint.soft;
    const line = (x1, y1, x2, y2, lineWidth) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: colour, lineWidth } });
    return {
      type: "group",
      children: [
        line(low[0], low[1], high[0], high[1], 2), line(low[0], low[1] - 5, low[0], low[1] + 5, 2), line(high[0], high[1] - 5, high[0], high[1] + 5, 2),
        { type: "circle", shape: { cx: middle[0], cy: middle[1], r: 5 }, style: { fill: colour } },
      ],
    };
  };
}

function driverOption(drivers, format, paint, box) {
  const tip = ({ dataIndex }) => {
    const driver = drivers[dataIndex];
    return [themeLabel(driver.theme), figureLine(word("drivers.joint"), driver.joint, format), figureLine(word("drivers.leave_out"), driver.leave_out, format)].join("\n");
  };
  return {
    tooltip: { ...common(paint).tooltip, trigger: "item", formatter: tip },
    grid: { left: 8, right: 24, top: 8, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { ...valueAxis(paint, formats[format]), inverse: rightToLeft },
    yAxis: nameAxis(paint, drivers.map(({ theme }) => themeLabel(theme)), labelWidth(box)),
    series: [{
      type: "custom", renderItem: whisker(drivers, paint), encode: { x: [1, 2, 3], y: 0 }, cursor: "pointer",
      data: drivers.map(({ joint }, index) => [index, joint.value, joint.low, joint.high]),
      markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: paint.soft, type: "solid" }, data: [{ xAxis: 0 }] },
    }],
  };
}

/** A figure as the embedded ones are written. */
function read(figure) {
  return {
    value: figure.value, low: figure.interval?.low ?? null, high: figure.interval?.high ?? null, base: figure.base,
    withheld: figure.withheld ? { kind: figure.withheld.reason, base: figure.base, least: figure.withheld.minimum } : null,
  };
}

/** Says under filters that a part is over all comments all the same; nothing without filters. */
function wholeNote() {
  const filtered = filters.language !== null || filters.theme !== null || Object.keys(filters.segments).length > 0;
  return filtered ? make("p", { class: "note", text: word("drivers.whole") }) : null;
}

/** Themes of customers with scores in one band against those in another. */
function contrastTable({ band, against, themes }) {
  const [first, second] = [word(`bands.${band}`), word(`bands.${against}`)];
  return tableOf({
    caption: word("bands.caption", { first, second }),
    head: [word("themes.theme"), first, second, word("changes.difference"), word("changes.q"), { text: word("changes.verdict"), left: true }],
    rows: themes.map(({ theme, share, against: other, difference: change, q, verdict }) => [
      themeLabel(theme), figureCell(read(share), "percent"), figureCell(read(other), "percent"), figureCell(read(change), "points"), q === null ? "\u2013" : ltr(formats.chance(q)), verdictCell(verdict),
    ]),
    tall: true,
  });
}

/** The contrasts, each behind its name. */
function contrasts() {
  return page.figures.contrasts.filter(({ themes }) => themes.length).map((contrast) => {
    const names = { first: word(`bands.${contrast.band}`), second: word(`bands.${contrast.against}`) };
    return make("details", {}, make("summary", { text: word("bands.caption", names) }), contrastTable(contrast));
  });
}

function renderDrivers() {
  const { drivers } = page.figures;
  if (!drivers) return fill("drivers", make("p", { class: "note", text: word("drivers.no_score") }));
  const whole = wholeNote();
  if (drivers.withheld) return fill("drivers", make("p", { class: "note", text: reasonText({ kind: drivers.withheld.reason, base: drivers.base, least: drivers.withheld.minimum }) }), whole);
  const format = { nps: "points", csat: "difference" }[drivers.formula] ?? "effect";
  const all = drivers.themes.map((driver) => ({ ...driver, joint: read(driver.joint), leave_out: read(driver.leave_out) }));
  const charted = all.filter(({ joint }) => !joint.withheld).slice(0, 14);
  if (charted.length === 0) return fill("drivers", make("p", { class: "note", text: word("drivers.none", { least: formats.count(page.minimum_base) }) }), contrasts(), whole);
  const table = () => tableOf({
    caption: word("drivers.title"),
    head: [word("themes.theme"), word("headline.base_short"), word("drivers.joint"), word("drivers.leave_out")],
    rows: all.map((driver) => [themeLabel(driver.theme), formats.count(driver.rows), figureCell(driver.joint, format), figureCell(driver.leave_out, format)]),
    tall: true,
  });
  const title = word("drivers.title");
  const explained = drivers.explained === null ? null : make("p", { class: "note", text: word("drivers.explained", { share: formats.percent(100 * drivers.explained), base: formats.count(drivers.base) }) });
  return fill("drivers",
    chartFigure({ title, describe: `${title}. ${word("chart.see_table")}`, option: (paint, box) => driverOption(charted, format, paint, box), table, choose: ({ dataIndex }) => narrow({ theme: charted[dataIndex].theme }), height: (box) => 50 + charted.length * (box.clientWidth < 520 ? 42 : 32) }),
    make("p", { class: "note", text: word("drivers.note") }), explained, contrasts(), whole);
}
