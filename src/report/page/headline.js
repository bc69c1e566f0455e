// The headline figures, each with its interval and its base.

/** One figure on a card; `bounds` are the ends of its scale. */
function card(title, figure, format, { bounds, note, more } = {}) {
  const parts = [make("h3", { text: title })];
  if (figure.withheld) {
    parts.push(make("p", { class: "value withheld", text: "\u2013" }), make("p", { class: "note", text: reasonText(figure.withheld) }));
  } else {
    parts.push(make("p", { class: "value", text: ltr(formats[format](figure.value)) }));
    if (figure.low !== null && figure.low !== undefined) {
      if (bounds) parts.push(rangeBar(figure, bounds));
      parts.push(make("p", { class: "note" }, `${word("headline.interval")} `, make("span", { text: rangeText(format, figure.low, figure.high) })));
    }
    if (figure.base !== undefined) parts.push(make("p", { class: "note", text: word("headline.base", { base: formats.count(figure.base) }) }));
  }
  if (note) parts.push(make("p", { class: "note", text: note }));
  if (more) parts.push(make("button", { type: "button", class: "plain", text: word("verbatims.show"), onclick: more, "aria-label": `${word("verbatims.show")}: ${title}` }));
  return make("div", { class: "card" }, parts);
}

/** Where a figure and its interval lie on its scale. */
function rangeBar(figure, [least, most]) {
  const at = (value) => `${(100 * (Math.min(most, Math.max(least, value)) - least)) / (most - least)}%`;
  const bar = make("div", { class: "range", "aria-hidden": "true" });
  const band = make("i", { style: { insetInlineStart: at(figure.low), width: `${(100 * (figure.high - figure.low)) / (most - least)}%` } });
  const value = make("b", { style: { insetInlineStart: at(figure.value) } });
  bar.append(band, value);
  return bar;
}

/** Ends of the scale of a headline. */
function scoreBounds(scale) {
  const { formula, worst, best } = page.scales[scale];
  if (formula === "nps") return [-100, 100];
  if (formula === "csat") return [0, 100];
  return worst === null ? null : [Math.min(worst, best), Math.max(worst, best)];
}

function scoreName(scale) {
  const { name } = page.scales[scale];
  return page.words[`score.${name}`] ?? word("score.other", { name });
}

function renderHeadline(counts) {
  const { all } = counts;
  const base = all.base;
  const cards = [];
  for (const scale of [...all.scores.keys()].sort((a, b) => a - b)) {
    const note = page.words[`score.${page.scales[scale].name}_formula`];
    cards.push(card(scoreName(scale), scoreFigure(scale, all.scores.get(scale)), scoreFormat(scale), { bounds: scoreBounds(scale), note }));
  }
  cards.push(card(word("headline.net"), netFigure(all.comments), "points", { bounds: [-100, 100], note: word("headline.net_formula") }));
  for (const polarity of [POSITIVE, NEGATIVE]) {
    cards.push(card(polarityWord(polarity), shareFigure(all.comments[polarity], base), "percent", { bounds: [0, 100], more: () => narrow({ polarity }) }));
  }
  const mentions = Tally.sum(all.mentions).count;
  cards.push(card(word("headline.comments"), { value: base.count }, "count"));
  cards.push(card(word("themes.mentions"), { value: mentions }, "count", { note: word("headline.mentions_note") }));
  cards.push(card(word("headline.uncoded"), { value: all.uncoded }, "count", { note: ofComments(all.uncoded, base), more: () => narrow({ uncoded: 1 }) }));
  cards.push(card(word("headline.irony"), { value: all.ironic }, "count", { note: word("headline.irony_note"), more: () => narrow({ irony: 1 }) }));
  fill("headline", make("div", { class: "cards" }, cards));
}

function ofComments(part, base) {
  return base.count ? word("headline.of", { share: formats.percent((100 * part) / base.count) }) : "";
}
