// The verbatims behind the figures, with the words that made each tag.

const STEP = 20;
let shown = STEP;
let counted = null;

/** A test of comments for what the verbatims are narrowed to. */
function narrowTest() {
  const { theme, stage, polarity, language, irony, uncoded, period } = narrowed;
  const themes = theme === undefined ? null : family(theme);
  const ofMention = theme !== undefined || stage !== undefined;
  const wanted = (mention) =>
    (!themes || themes.has(mention.theme)) && (stage === undefined || mention.stage === stage) && (polarity === undefined || mention.polarity === polarity);
  return (comment) =>
    (ofMention ? mentionsOf(comment).some(wanted) : polarity === undefined || columns.polarity[comment] === polarity) &&
    (language === undefined || columns.language[comment] === language) &&
    (!irony || (columns.flags[comment] & IRONY) !== 0) &&
    (!uncoded || mentionsOf(comment).length === 0) &&
    (period === undefined || (columns.day[comment] !== null && periodStart(columns.day[comment]) === period));
}

/** What the verbatims are narrowed to, in words, each with a button that lets go of it. */
function chips() {
  const names = {
    theme: (value) => themeLabel(value), stage: (value) => word(`stage.${page.stages[value]}`), polarity: polarityWord,
    language: (value) => page.languages[value].label, irony: () => word("headline.irony"), uncoded: () => word("headline.uncoded"),
    period: (value) => `${word(`trend.${page.period}`)}: ${periodText(value)}`,
  };
  return Object.entries(narrowed).map(([name, value]) => {
    const text = names[name](value);
    const drop = () => {
      const { [name]: _, ...rest } = narrowed;
      narrow(rest);
    };
    return make("button", { type: "button", onclick: drop, "aria-label": `${word("verbatims.let_go")}: ${text}` }, `${text} \u00d7`);
  });
}

/** The polarity that a mark shows: that of its valence, else of its mention. */
function markPolarity(mark, comment) {
  if (mark.result !== null) return mark.result < 0 ? "negative" : mark.result > 0 ? "positive" : "neutral";
  const mention = mentionsOf(comment).find((one) => one.theme === mark.theme);
  return mention ? page.polarities[mention.polarity] : "neutral";
}

/** Evidence as the file has it: [start, end, entry, kind, matched, theme, valence, result, rules...]. */
function unpackMark([start, end, entry, kind, matched, theme, valence, result, ...rules]) {
  const [file, line, term] = page.entries[entry];
  return { start, end, place: `${page.files[file]}:${line}`, term, kind: page.kinds[kind], matched: page.matches[matched], theme, valence, result, rules: rules.map((rule) => page.rules[rule]) };
}

/** Cuts the verbatim where marks begin and end, so that marks that overlap are each told. */
function pieces(text, marks) {
  const cuts = [...new Set([0, text.length, ...marks.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1];
    return { text: text.slice(from, to), marks: marks.filter((mark) => mark.start <= from && to <= mark.end) };
  });
}

/** What a mark stands for, in a line. */
function markText(mark) {
  const what = mark.theme === null ? word("verbatims.sentiment") : themeLabel(mark.theme);
  const rules = mark.rules.length ? `, ${mark.rules.join(", ")}` : "";
  const value = mark.valence === null ? "" : ` ${formats.effect(mark.valence / 100)} \u2192 ${formats.effect(mark.result / 100)}`;
  return `${what}${value}: ${mark.place} (${word(`matched.${mark.matched}`)}${rules})`;
}

function quoted(text, marks, comment) {
  const { code, direction } = page.languages[columns.language[comment]];
  const quote = make("blockquote", { dir: direction, lang: code });
  for (const piece of pieces(text, marks)) {
    if (piece.marks.length === 0) {
      quote.append(piece.text);
      continue;
    }
    // Words of feeling say more than words of a topic.
    const first = piece.marks.find((mark) => mark.result) ?? piece.marks[0];
    quote.append(make("mark", { class: `is-${markPolarity(first, comment)}`, title: piece.marks.map(markText).join("\n"), text: piece.text }));
  }
  return quote;
}

/** The evidence as a table: words, what they stand for, where they are listed, by which rule. */
function evidence(text, marks) {
  const rows = marks.map((mark) => [
    make("q", { dir: "auto", text: text.slice(mark.start, mark.end) }),
    { text: mark.theme === null ? word("verbatims.sentiment") : themeLabel(mark.theme), left: true },
    { text: make("code", { text: mark.place }), left: true }, { text: make("bdi", { text: mark.term }), left: true },
    { text: [word(`matched.${mark.matched}`), ...mark.rules].join(", "), left: true },
    mark.valence === null ? "" : ltr(`${formats.effect(mark.valence / 100)} \u2192 ${formats.effect(mark.result / 100)}`),
  ]);
  const details = make("details", {}, make("summary", { text: word("verbatims.why") }));
  details.addEventListener("toggle", () => {
    if (details.childElementCount > 1) return;
    details.append(tableOf({ caption: word("verbatims.evidence"), head: [word("verbatims.words"), { text: word("verbatims.stands_for"), left: true }, { text: word("verbatims.place"), left: true }, { text: word("verbatims.term"), left: true }, { text: word("verbatims.rule"), left: true }, word("verbatims.valence")], rows }));
  });
  return details;
}

function verbatim(place) {
  const comment = page.verbatims.comment[place];
  const text = page.verbatims.text[place];
  const marks = page.verbatims.marks[place].map(unpackMark);
  const tag = (label, polarity) => make("span", { class: `tag is-${page.polarities[polarity]}`, text: `${label}: ${polarityWord(polarity)}` });
  const themes = mentionsOf(comment).map(({ theme, polarity }) => tag(themeLabel(theme), polarity));
  const own = columns.own[comment] === null ? null : make("span", { text: `${scoreName(columns.scale[comment])}: ${wholeNumbers.format(columns.own[comment] / 100)}` });
  const segments = page.segments.flatMap((segment, index) => {
    const value = columns.segments[index][comment];
    return value < 0 ? [] : [make("span", { dir: "auto", text: segment.values[value] })];
  });
  const day = columns.day[comment];
  return make("li", { class: "verbatim" }, quoted(text, marks, comment),
    make("p", { class: "facts" },
      make("bdi", { text: page.verbatims.id[place] }), day === null ? null : make("span", { text: dayText(day) }),
      make("span", { text: page.languages[columns.language[comment]].label }), own, ...segments,
      tag(word("verbatims.sentiment"), columns.polarity[comment]), ...themes,
      columns.flags[comment] & IRONY ? make("span", { class: "tag", text: word("headline.irony") }) : null),
    marks.length ? evidence(text, marks) : make("p", { class: "note", text: word("verbatims.no_evidence") }));
}

/** Says how many comments stand behind the figure, and how many of them can be read here. */
function heldText(comments, places) {
  const values = { comments: formats.count(comments), verbatims: formats.count(places) };
  if (page.verbatims.comment.length === 0) return word("verbatims.none_held", values);
  return word(page.verbatims.sampled ? "verbatims.sampled" : "verbatims.all", values);
}

function renderVerbatims(counts) {
  if (counts) {
    counted = new Set(counts.comments);
    shown = STEP;
  } else shown = STEP;
  drawVerbatims();
}

function drawVerbatims() {
  const fits = narrowTest();
  const places = [];
  page.verbatims.comment.forEach((comment, place) => counted.has(comment) && fits(comment) && places.push(place));
  let comments = 0;
  for (const comment of counted) if (fits(comment)) comments += 1;
  const list = make("ol", { class: "verbatim-list", role: "list" }, places.slice(0, shown).map(verbatim));
  const more = make("button", { type: "button", class: "more", text: word("verbatims.more", { verbatims: formats.count(Math.min(STEP, places.length - shown)) }) });
  more.addEventListener("click", () => {
    const next = shown;
    shown += STEP;
    list.append(...places.slice(next, shown).map(verbatim));
    const first = list.children[next];
    first.tabIndex = -1;
    first.focus();
    more.hidden = shown >= places.length;
    more.textContent = word("verbatims.more", { verbatims: formats.count(Math.min(STEP, places.length - shown)) });
  });
  more.hidden = shown >= places.length;
  fill("verbatims", make("p", { class: "note", role: "status", id: "verbatims-held", text: heldText(comments, places.length) }),
    make("div", { class: "chips" }, chips()), list, more);
}
