// Themes in the same comments, against chance. Over all comments: the pairs are tested together.

/** Most pairs that are shown. */
const MOST_PAIRS = 25;

function renderTogether() {
  const pairs = page.figures.together.filter(({ verdict }) => verdict === "more" || verdict === "less").slice(0, MOST_PAIRS);
  if (pairs.length === 0) return fill("together", make("p", { class: "note", text: word("together.none") }));
  const rows = pairs.map(({ themes: [one, other], together, expected, lift, q, verdict }) => [
    `${own(themeLabel(one))} + ${own(themeLabel(other))}`, formats.count(together), ltr(tenths.format(expected)), figureCell(read(lift), "times"), ltr(formats.chance(q)), verdictCell(verdict),
  ]);
  return fill("together",
    make("p", { class: "note", text: word("together.note") }),
    tableOf({
      caption: word("together.caption"),
      head: [word("together.pair"), word("headline.comments"), word("alerts.expected"), word("together.lift"), word("changes.q"), { text: word("changes.verdict"), left: true }],
      rows, tall: true,
    }),
    wholeNote());
}
