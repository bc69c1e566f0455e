// Themes: bars with a positive and a negative side, and all of them in a table.

const MOST_BARS = 15;
let themeLevel = "sub";

/** Themes with comments, the most frequent first; all, the sub-themes or the top themes. */
function countedThemes(counts, level) {
  const indices = page.themes.map((_, index) => index).filter((index) => counts.themes[index].base.count > 0);
  const fits = { sub: (index) => page.themes[index].parent !== null || !page.themes.some((theme) => theme.parent === index), top: (index) => page.themes[index].parent === null };
  const count = (index) => counts.themes[index].base.count;
  return indices.filter(fits[level]).sort((a, b) => count(b) - count(a) || a - b);
}

function themeOption(counts, themes, paint, box) {
  const bar = (polarity, colour, sign) => ({
    type: "bar", stack: "sides", name: polarityWord(polarity), color: colour, barMaxWidth: 18, cursor: "pointer",
    data: themes.map((theme) => sign * counts.themes[theme].mentions[polarity].count),
  });
  const tip = ([{ dataIndex }]) => {
    const theme = themes[dataIndex];
    const { mentions } = counts.themes[theme];
    const lines = [POSITIVE, NEGATIVE, MIXED, NEUTRAL].map((polarity) => `${polarityWord(polarity)}: ${formats.count(mentions[polarity].count)}`);
    return [themeLabel(theme), ...lines, figureLine(word("headline.net"), netFigure(mentions), "points")].join("\n");
  };
  return {
    tooltip: { ...common(paint).tooltip, trigger: "axis", axisPointer: { type: "shadow" }, formatter: tip },
    grid: { left: 8, right: 24, top: 8, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { ...valueAxis(paint, (value) => formats.count(Math.abs(value))), inverse: rightToLeft, minInterval: 1 },
    yAxis: nameAxis(paint, themes.map(themeLabel), labelWidth(box)),
    series: [bar(NEGATIVE, paint.negative, -1), bar(POSITIVE, paint.positive, 1)],
  };
}

/** The two sides of a theme in a table. */
function sides(mentions, most) {
  const part = (polarity, kind) => make("span", {}, make("i", { class: kind, style: { width: `${(100 * mentions[polarity].count) / most}%` } }));
  return make("div", { class: "sides", "aria-hidden": "true" }, part(NEGATIVE, "is-negative"), part(POSITIVE, "is-positive"));
}

function themeRow(counts, theme, most) {
  const group = counts.themes[theme];
  const { label, stage, owner } = page.themes[theme];
  const link = (polarity) => {
    const number = group.mentions[polarity].count;
    return make("button", { type: "button", class: "plain", disabled: number === 0, text: formats.count(number), "aria-label": `${formats.count(number)}, ${label}, ${polarityWord(polarity)}: ${word("verbatims.show")}`, onclick: () => narrow({ theme, polarity }) });
  };
  return [
    make("button", { type: "button", class: "plain", text: label, onclick: () => narrow({ theme }) }),
    { text: word(`stage.${page.stages[stage]}`), left: true }, { text: owner, left: true },
    formats.count(group.base.count), figureCell(shareFigure(group.base, counts.all.base), "percent"),
    formats.count(Tally.sum(group.mentions).count), link(NEGATIVE), sides(group.mentions, most), link(POSITIVE), link(MIXED), link(NEUTRAL),
    figureCell(netFigure(group.mentions), "points"),
  ];
}

function themeTable(counts) {
  const most = Math.max(1, ...page.themes.flatMap((theme, index) => (theme.parent === null ? [] : [NEGATIVE, POSITIVE].map((polarity) => counts.themes[index].mentions[polarity].count))));
  const mostTop = Math.max(1, ...page.themes.flatMap((theme, index) => (theme.parent === null ? [NEGATIVE, POSITIVE].map((polarity) => counts.themes[index].mentions[polarity].count) : [])));
  const children = countedThemes(counts, "sub");
  const rows = [];
  for (const top of countedThemes(counts, "top")) {
    rows.push({ cells: themeRow(counts, top, mostTop), kind: "group" });
    for (const theme of children.filter((child) => page.themes[child].parent === top)) rows.push({ cells: themeRow(counts, theme, most), kind: "child" });
  }
  const { uncoded } = counts.all;
  const blank = ["", "", "", "", "", "", "", ""];
  rows.push({ cells: [make("button", { type: "button", class: "plain", text: word("headline.uncoded"), onclick: () => narrow({ uncoded: 1 }) }), "", "", formats.count(uncoded), uncodedShare(counts), ...blank.slice(1)], kind: "group" });
  return tableOf({
    caption: word("themes.caption"),
    head: [word("themes.theme"), { text: word("themes.stage"), left: true }, { text: word("themes.owner"), left: true }, word("headline.comments"), word("themes.share"), word("themes.mentions"),
      polarityWord(NEGATIVE), word("themes.sides"), polarityWord(POSITIVE), polarityWord(MIXED), polarityWord(NEUTRAL), word("headline.net")],
    rows, tall: true, kind: "themes",
  });
}

function uncodedShare({ all }) {
  const uncoded = new Tally();
  for (const part of ["count", "weight", "squares"]) uncoded[part] = all.base[part] - all.coded[part];
  return figureCell(shareFigure(uncoded, all.base), "percent");
}

function renderThemes(counts) {
  const judged = (theme) => counts.themes[theme].mentions[POSITIVE].count + counts.themes[theme].mentions[NEGATIVE].count;
  const themes = countedThemes(counts, themeLevel).filter((theme) => judged(theme) > 0).sort((a, b) => judged(b) - judged(a)).slice(0, MOST_BARS);
  const switches = ["sub", "top"].map((level) => {
    const text = word(`themes.level_${level}`);
    return make("button", { type: "button", "aria-pressed": String(level === themeLevel), text, onclick: () => { themeLevel = level; renderThemes(counts); refocus("themes", text); } });
  });
  const title = word("themes.chart", { themes: formats.count(themes.length) });
  const table = () => tableOf({
    caption: title,
    head: [word("themes.theme"), ...[NEGATIVE, POSITIVE, MIXED, NEUTRAL].map(polarityWord)],
    rows: themes.map((theme) => [themeLabel(theme), ...[NEGATIVE, POSITIVE, MIXED, NEUTRAL].map((polarity) => formats.count(counts.themes[theme].mentions[polarity].count))]),
  });
  const choose = ({ dataIndex, seriesIndex }) => narrow({ theme: themes[dataIndex], polarity: [NEGATIVE, POSITIVE][seriesIndex] });
  const legend = make("ul", { class: "legend" }, make("li", { class: "is-negative", text: polarityWord(NEGATIVE) }), make("li", { class: "is-positive", text: polarityWord(POSITIVE) }));
  fill("themes",
    themes.length ? chartFigure({ title, describe: `${title}. ${word("chart.see_table")}`, option: (paint, box) => themeOption(counts, themes, paint, box), table, choose, switches, height: (box) => 40 + themes.length * (box.clientWidth < 520 ? 42 : 32) }) : null,
    legend, make("p", { class: "note", text: word("themes.note") }), themeTable(counts));
}
