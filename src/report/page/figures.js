// Counts comments under filters and says what the counts mean. A figure is { value, low, high, base, withheld }; what
// is withheld has a reason instead of a value. Values are weighted where comments have weights, counts never are.

/** Units counted, with the sum of their weights and of the squares of these. */
class Tally {
  count = 0;
  weight = 0;
  squares = 0;

  add(comment) {
    const weight = columns.weight ? columns.weight[comment] / 1000 : 1;
    this.count += 1;
    this.weight += weight;
    this.squares += weight * weight;
  }

  /** As many units without weights would be as sure. */
  get effective() {
    return this.squares > 0 ? (this.weight * this.weight) / this.squares : 0;
  }

  static sum(tallies) {
    const whole = new Tally();
    for (const tally of tallies) {
      whole.count += tally.count;
      whole.weight += tally.weight;
      whole.squares += tally.squares;
    }
    return whole;
  }
}

const byPolarity = () => page.polarities.map(() => new Tally());
const [NEGATIVE, NEUTRAL, MIXED, POSITIVE] = ["negative", "neutral", "mixed", "positive"].map((name) => page.polarities.indexOf(name));
const IRONY = 1 << page.flags.indexOf("irony");

/** What is counted in any group of comments. */
class Group {
  comments = byPolarity();
  mentions = byPolarity();
  coded = new Tally();
  ironic = 0;
  scores = new Map();
  reach = null;

  addComment(comment) {
    this.comments[columns.polarity[comment]].add(comment);
    if (page.mentions[comment].length > 0) this.coded.add(comment);
    if (columns.flags[comment] & IRONY) this.ironic += 1;
    if (columns.reach) this.addReach(comment);
    const own = columns.own[comment];
    if (own === null || !columns.first_of_row[comment]) return;
    this.addScore(columns.scale[comment], own, comment);
  }

  addReach(comment) {
    this.reach ??= [0, 0, 0, 0];
    columns.reach.forEach((values, index) => (this.reach[index] += values[comment]));
  }

  addScore(scale, own, comment) {
    if (!this.scores.has(scale)) this.scores.set(scale, new Map());
    const histogram = this.scores.get(scale);
    if (!histogram.has(own)) histogram.set(own, new Tally());
    histogram.get(own).add(comment);
  }

  get base() {
    return Tally.sum(this.comments);
  }

  get uncoded() {
    return this.base.count - this.coded.count;
  }
}

/** Comments, by their places, that pass the filters. */
function chosen(under) {
  const passes = passing(under);
  const found = [];
  for (let comment = 0; comment < page.size; comment += 1) if (passes(comment)) found.push(comment);
  return found;
}

/** All that is counted under filters, in one pass. */
function count(under) {
  const counts = {
    comments: chosen(under),
    all: new Group(),
    themes: page.themes.map(() => new Group()),
    cells: page.themes.map(() => page.stages.map(byPolarity)),
    languages: page.languages.map(() => new Group()),
    periods: new Map(),
  };
  for (const comment of counts.comments) countOne(counts, comment);
  return counts;
}

function countOne(counts, comment) {
  counts.all.addComment(comment);
  counts.languages[columns.language[comment]].addComment(comment);
  const day = columns.day[comment];
  if (day !== null) {
    const start = periodStart(day);
    if (!counts.periods.has(start)) counts.periods.set(start, new Group());
    counts.periods.get(start).addComment(comment);
  }
  const themes = new Set();
  for (const { theme, stage, polarity } of mentionsOf(comment)) {
    counts.all.mentions[polarity].add(comment);
    counts.cells[theme][stage][polarity].add(comment);
    const { parent } = page.themes[theme];
    for (const one of parent === null ? [theme] : [theme, parent]) {
      counts.themes[one].mentions[polarity].add(comment);
      themes.add(one);
    }
  }
  for (const theme of themes) counts.themes[theme].addComment(comment);
}

/** The first day of the period that a day lies in; days are counted from `page.first_day`, itself from 1970. */
function periodStart(day) {
  const date = new Date((page.first_day + day) * 86400000);
  if (page.period === "week") date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  if (page.period === "month") date.setUTCDate(1);
  if (page.period === "quarter") date.setUTCMonth(date.getUTCMonth() - (date.getUTCMonth() % 3), 1);
  if (page.period === "year") date.setUTCMonth(0, 1);
  return Math.round(date.getTime() / 86400000) - page.first_day;
}

/** The first day of the next period. */
function nextPeriod(start) {
  const lengths = { day: 1, week: 7, month: 31, quarter: 92, year: 366 };
  return periodStart(start + lengths[page.period]);
}

/** A figure that is not given. */
function withheld(kind, base, least) {
  return { value: null, low: null, high: null, base, withheld: { kind, base, least } };
}

/** `make()` unless the base is empty, or smaller than `least`. */
function guarded(base, least, make) {
  if (base.count === 0) return withheld("empty", 0);
  if (base.count < least) return withheld("small-base", base.count, least);
  const { value, low, high } = make();
  return { value, low, high, base: base.count, withheld: null };
}

/** Percent of a base. */
function shareFigure(part, base, least = page.minimum_base) {
  return guarded(base, least, () => scaled(shareEstimate(part.weight / base.weight, base.effective), 100));
}

/** Positive less negative, in percent of all. */
function netFigure(polarities, least = page.minimum_base) {
  const base = Tally.sum(polarities);
  return guarded(base, least, () => scaled(netEstimate(polarities[POSITIVE].weight / base.weight, polarities[NEGATIVE].weight / base.weight, base.effective), 100));
}

/** The headline of a scale from the rows by score. */
function scoreFigure(scale, histogram, least = page.minimum_base) {
  const base = Tally.sum(histogram.values());
  const part = (test) => Tally.sum([...histogram].filter(([score]) => test(score)).map(([, tally]) => tally)).weight / base.weight;
  return guarded(base, least, () => {
    const { formula } = page.scales[scale];
    if (formula === "nps") return scaled(netEstimate(part((score) => score >= 900), part((score) => score <= 600), base.effective), 100);
    if (formula === "csat") return scaled(shareEstimate(part((score) => score >= 400), base.effective), 100);
    return scaled(meanEstimate([...histogram].map(([score, tally]) => [score, tally.weight]), base.effective), 0.01);
  });
}

/** An estimate in another unit; one of a single value has no ends. */
function scaled({ value, low, high }, factor) {
  return { value: value * factor, low: low === null ? null : low * factor, high: high === null ? null : high * factor };
}

/** How values of the headline of a scale are written. */
function scoreFormat(scale) {
  return { nps: "points", csat: "percent" }[page.scales[scale].formula] ?? "mean";
}

/** The figures as numbers, named by ids. */
function figuresOf(counts) {
  const { all } = counts;
  const polarities = (tallies) => Object.fromEntries(page.polarities.map((name, polarity) => [name, tallies[polarity].count]));
  const themes = page.themes.flatMap(({ id }, theme) => {
    const group = counts.themes[theme];
    if (group.base.count === 0) return [];
    return [{ id, comments: group.base.count, mentions: Tally.sum(group.mentions).count, polarities: polarities(group.mentions), share: shareFigure(group.base, all.base), net: netFigure(group.mentions) }];
  });
  const stages = page.themes.flatMap(({ id }, theme) => page.stages.flatMap((stage, place) => {
    const mentions = counts.cells[theme][place];
    const number = Tally.sum(mentions).count;
    return number ? [{ id, stage, mentions: number, polarities: polarities(mentions), net: netFigure(mentions) }] : [];
  }));
  const parts = halves(counts);
  return {
    comments: all.base.count, mentions: Tally.sum(all.mentions).count, uncoded: all.uncoded, ironic: all.ironic,
    net: netFigure(all.comments), shares: Object.fromEntries(page.polarities.map((name, polarity) => [name, shareFigure(all.comments[polarity], all.base)])),
    scores: Object.fromEntries([...all.scores].map(([scale, histogram]) => [page.scales[scale].name, scoreFigure(scale, histogram)])),
    themes, stages,
    languages: page.languages.map(({ code }, place) => ({ language: code, comments: counts.languages[place].base.count, uncoded: counts.languages[place].uncoded, coverage: coverageFigure(counts.languages[place]), net: netFigure(counts.languages[place].comments) })),
    trend: counts.periods.size ? trendPoints(counts, (group) => netFigure(group.comments)).map(({ group, figure }) => ({ comments: group.base.count, uncoded: group.uncoded, net: figure })) : [],
    change: parts ? changesOf(parts).map(({ theme, difference: change, p, q, verdict }) => ({ id: page.themes[theme].id, difference: change, p, q, verdict })) : [],
  };
}
