// Languages, and how much of what was written the themes reach.

/** Percent of comments with a theme. */
function coverageFigure(group) {
  return shareFigure(group.coded, group.base);
}

function reachText(reach, part, whole) {
  return reach && reach[whole] ? formats.percent((100 * reach[part]) / reach[whole]) : "\u2013";
}

function languageRow(name, group, language) {
  const { base } = group;
  const label = language === null ? name : make("button", { type: "button", class: "plain", text: name, disabled: base.count === 0, onclick: () => narrow({ language }) });
  return [label, formats.count(base.count), figureCell(coverageFigure(group), "percent"), formats.count(group.uncoded), reachText(group.reach, 1, 0), reachText(group.reach, 3, 2), figureCell(netFigure(group.comments), "points")];
}

function renderLanguages(counts) {
  const rows = page.languages.map((language, index) => languageRow(language.label, counts.languages[index], index));
  rows.push({ cells: languageRow(word("languages.all"), counts.all, null), kind: "group" });
  fill("languages", make("p", { class: "note", text: word("languages.note") }), tableOf({
    caption: word("languages.caption"),
    head: [word("languages.language"), word("headline.comments"), word("languages.coverage"), word("headline.uncoded"), word("languages.sentences"), word("languages.characters"), word("headline.net")],
    rows,
  }));
}
