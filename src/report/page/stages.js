// Top themes by the stages of the customers' journey.

/** How a cell is washed: by its net sentiment, where enough mentions stand behind it. */
function wash(figure) {
  if (figure.withheld) return null;
  const strength = Math.min(1, 0.2 + Math.abs(figure.value) / 60);
  const colour = figure.value < 0 ? "negative" : "positive";
  return `color-mix(in srgb, var(--${colour}-wash) ${Math.round(100 * strength)}%, transparent)`;
}

/** Mentions of a theme, and of those under it, at a stage. */
function mentionsAt(counts, theme, stage) {
  const cells = [...family(theme)].map((one) => counts.cells[one][stage]);
  return page.polarities.map((_, polarity) => Tally.sum(cells.map((cell) => cell[polarity])));
}

function stageCell(counts, theme, stage, stageName) {
  const polarities = mentionsAt(counts, theme, stage);
  const mentions = Tally.sum(polarities).count;
  if (mentions === 0) return make("span", { class: "empty" }, "\u00b7");
  const net = netFigure(polarities);
  const hidden = (text) => make("span", { class: "hidden-visually", text });
  const button = make("button", { type: "button", title: net.withheld ? reasonText(net.withheld) : null, onclick: () => narrow({ theme, stage }) },
    hidden(`${themeLabel(theme)}, ${stageName}: ${word("themes.mentions")} `), formats.count(mentions), make("br"),
    hidden(`${word("headline.net")} `), make("span", { class: "soft", text: figureText(net, "points") }));
  const background = wash(net);
  if (background) button.style.background = background;
  return button;
}

function renderStages(counts) {
  const themes = countedThemes(counts, "top");
  const names = page.stages.map((stage) => word(`stage.${stage}`));
  const rows = themes.map((theme) => [themeLabel(theme), ...names.map((name, stage) => stageCell(counts, theme, stage, name))]);
  const total = page.stages.map((_, stage) => themes.reduce((sum, theme) => sum + Tally.sum(mentionsAt(counts, theme, stage)).count, 0));
  rows.push({ cells: [word("stages.total"), ...total.map((sum, stage) => make("button", { type: "button", text: formats.count(sum), "aria-label": `${names[stage]}: ${formats.count(sum)}`, onclick: () => narrow({ stage }) }))], kind: "group" });
  fill("stages", make("p", { class: "note", text: word("stages.note", { least: formats.count(page.minimum_base) }) }),
    tableOf({ caption: word("stages.caption"), head: [word("themes.theme"), ...names], rows, kind: "matrix" }));
}
