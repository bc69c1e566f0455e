// The later part of the time against the earlier, theme by theme.

/** Comments before and from the day that parts the time; `null` without dates. */
function halves(counts) {
  if (page.change_from === null) return null;
  const dated = counts.comments.filter((comment) => columns.day[comment] !== null);
  return { earlier: half(dated.filter((comment) => columns.day[comment] < page.change_from)), later: half(dated.filter((comment) => columns.day[comment] >= page.change_from)) };
}

function half(comments) {
  const counts = { base: new Tally(), polarities: byPolarity(), themes: page.themes.map(() => new Tally()), first: null, last: null };
  for (const comment of comments) {
    const day = columns.day[comment];
    counts.base.add(comment);
    counts.polarities[columns.polarity[comment]].add(comment);
    counts.first = counts.first === null ? day : Math.min(counts.first, day);
    counts.last = counts.last === null ? day : Math.max(counts.last, day);
    const raised = new Set(mentionsOf(comment).flatMap(({ theme }) => [theme, page.themes[theme].parent]));
    for (const theme of raised) if (theme !== null) counts.themes[theme].add(comment);
  }
  return counts;
}

/** Comments that a theme needs in both parts together to be tested. */
const LEAST_HITS = 5;

/** What a test at a false discovery rate of 5 % found. */
function verdictOf(q, value) {
  if (q === null || value === null) return "not-tested";
  return q > 0.05 || value === 0 ? "not-shown" : value > 0 ? "more" : "less";
}

/** Themes that either part raises, each with its test, the surest first. */
function changesOf({ earlier, later }) {
  const rows = page.themes.flatMap((_, theme) => {
    const [before, after] = [earlier.themes[theme], later.themes[theme]];
    if (before.count + after.count === 0) return [];
    const pair = pairOf((part) => shareEstimate(part.themes[theme].weight / part.base.weight, part.base.effective), earlier, later);
    const change = guarded(smaller(earlier.base, later.base), page.minimum_base, () => scaled(difference(pair[1], pair[0]), 100));
    const p = change.withheld || before.count + after.count < LEAST_HITS ? null : shareTest(pair[1], pair[0]);
    return [{ theme, first: shareFigure(before, earlier.base), second: shareFigure(after, later.base), difference: change, p, q: null, verdict: "not-tested" }];
  });
  const tested = rows.filter(({ p }) => p !== null);
  const adjusted = adjustedChances(tested.map(({ p }) => p));
  tested.forEach((row, place) => {
    row.q = adjusted[place];
    row.verdict = verdictOf(row.q, row.difference.value);
  });
  const size = ({ difference: change }) => Math.abs(change.value ?? 0);
  return rows.sort((a, b) => (a.q ?? 2) - (b.q ?? 2) || size(b) - size(a) || a.theme - b.theme);
}

function pairOf(estimate, earlier, later) {
  return earlier.base.count && later.base.count ? [estimate(earlier), estimate(later)] : null;
}

function smaller(one, other) {
  return other.count < one.count ? other : one;
}

/** The change of net sentiment between the parts. */
function netChange({ earlier, later }) {
  const pair = pairOf(({ polarities, base }) => netEstimate(polarities[POSITIVE].weight / base.weight, polarities[NEGATIVE].weight / base.weight, base.effective), earlier, later);
  const change = guarded(smaller(earlier.base, later.base), page.minimum_base, () => scaled(difference(pair[1], pair[0]), 100));
  const p = change.withheld ? null : netTest(pair[1], pair[0]);
  return { first: netFigure(earlier.polarities), second: netFigure(later.polarities), difference: change, p, verdict: verdictOf(p, change.value) };
}

const arrows = { more: "\u25b2", less: "\u25bc", "not-shown": "", "not-tested": "" };

function verdictCell(verdict) {
  return { text: `${arrows[verdict]} ${word(`verdict.${verdict}`)}`.trim(), left: true };
}

function partText({ first, last, base }) {
  if (base.count === 0) return "\u2013";
  return `${own(dayText(first))} ${word("headline.to")} ${own(dayText(last))} (${formats.count(base.count)})`;
}

/** What stands out of each source's own history; over all comments. */
function alertTable() {
  const { alerts } = page.figures;
  if (alerts.length === 0) return make("p", { class: "note", text: word("alerts.none") });
  return tableOf({
    caption: word("alerts.caption"),
    head: [word("trend.day"), { text: word("alerts.kind"), left: true }, { text: word("themes.theme"), left: true }, { text: word("alerts.source"), left: true }, word("alerts.observed"), word("alerts.expected")],
    rows: alerts.map(({ day, kind, theme, source, observed, expected }) => [
      days.format(new Date(day)), { text: word(`alerts.${kind}`), left: true }, { text: theme === null ? "" : themeLabel(theme), left: true }, { text: source, left: true }, formats.count(observed), tenths.format(expected),
    ]),
  });
}

function renderChanges(counts) {
  const parts = halves(counts);
  if (!parts) return fill("changes", make("p", { class: "note", text: word("reason.too-few-periods") }));
  const rows = changesOf(parts);
  const net = netChange(parts);
  const cells = rows.map(({ theme, first, second, difference: change, q, verdict }) => [
    make("button", { type: "button", class: "plain", text: themeLabel(theme), onclick: () => narrow({ theme }) }),
    figureCell(first, "percent"), figureCell(second, "percent"), figureCell(change, "points"), q === null ? "\u2013" : ltr(formats.chance(q)), verdictCell(verdict),
  ]);
  const whole = [word("changes.net"), figureCell(net.first, "points"), figureCell(net.second, "points"), figureCell(net.difference, "points"), "", verdictCell(net.verdict)];
  return fill("changes",
    make("p", { class: "note", text: word("changes.note", { earlier: partText(parts.earlier), later: partText(parts.later) }) }),
    tableOf({
      caption: word("changes.caption"),
      head: [word("themes.theme"), word("changes.earlier"), word("changes.later"), word("changes.difference"), word("changes.q"), { text: word("changes.verdict"), left: true }],
      rows: [{ cells: whole, kind: "group" }, ...cells], tall: true,
    }),
    make("h3", { class: "second", text: word("alerts.title") }), alertTable(), wholeNote());
}
