// What is counted: filters, and what of it is being read. Kept in the fragment of the address.

const columns = page.comments;

/** The filters; `null` lets all pass. `segments` by the names of the columns. */
function noFilters() {
  return { language: null, theme: null, segments: {} };
}

let filters = noFilters();

/** What the verbatims are narrowed to beside the filters: theme, stage, polarity, language, period, flag. */
let narrowed = {};

const listeners = [];

/** Calls `listener` when the selection changes. */
function onSelection(listener) {
  listeners.push(listener);
}

/** Sets filters, keeps them in the address and counts anew. */
function setFilters(change) {
  filters = { ...filters, ...change };
  narrowed = {};
  keep();
  listeners.forEach((listener) => listener());
}

/** Shows the verbatims behind a figure. */
function narrow(to) {
  narrowed = to;
  keep();
  renderVerbatims();
  const heading = document.getElementById("verbatims-title");
  heading.scrollIntoView({ block: "start" });
  heading.focus({ preventScroll: true });
}

function keep() {
  const pairs = new URLSearchParams();
  if (filters.language !== null) pairs.set("language", page.languages[filters.language].code);
  if (filters.theme !== null) pairs.set("theme", page.themes[filters.theme].id);
  for (const [name, value] of Object.entries(filters.segments)) pairs.set(`segment:${name}`, value);
  for (const [name, value] of Object.entries(narrowed)) pairs.set(`verbatims:${name}`, value);
  const fragment = pairs.toString();
  if (fragment !== location.hash.slice(1)) history.replaceState(null, "", fragment ? `#${fragment}` : "#");
}

/** Reads the fragment of the address; what it names and the report does not know is passed over. */
function readAddress() {
  const pairs = new URLSearchParams(location.hash.slice(1));
  const found = noFilters();
  const at = (list, value, key) => {
    const index = list.findIndex((one) => one[key] === value);
    return index < 0 ? null : index;
  };
  if (pairs.has("language")) found.language = at(page.languages, pairs.get("language"), "code");
  if (pairs.has("theme")) found.theme = at(page.themes, pairs.get("theme"), "id");
  for (const segment of page.segments) {
    const value = pairs.get(`segment:${segment.name}`);
    if (value !== null && segment.values.includes(value)) found.segments[segment.name] = value;
  }
  filters = found;
  narrowed = {};
  const narrowings = { theme: page.themes.length, stage: page.stages.length, polarity: page.polarities.length, language: page.languages.length, irony: 2, uncoded: 2 };
  for (const [name, most] of Object.entries(narrowings)) {
    const value = pairs.get(`verbatims:${name}`);
    if (value !== null && /^\d+$/.test(value) && Number(value) < most) narrowed[name] = Number(value);
  }
  const period = pairs.get("verbatims:period");
  if (period !== null && /^-?\d{1,6}$/.test(period)) narrowed.period = Number(period);
}

/** Themes that a choice of one stands for: itself and, of a top theme, those under it. */
function family(theme) {
  return page.families[theme];
}

/** A test of comments, by their places, for these filters. */
function passing({ language, theme, segments }) {
  const wanted = page.segments.flatMap((segment, index) => {
    const value = segments[segment.name];
    return value === undefined ? [] : [[columns.segments[index], segment.values.indexOf(value)]];
  });
  const themes = theme === null ? null : family(theme);
  return (comment) =>
    (language === null || columns.language[comment] === language) &&
    wanted.every(([values, value]) => values[comment] === value) &&
    (themes === null || mentionsOf(comment).some((mention) => themes.has(mention.theme)));
}

/** The mentions of a comment: theme, stage and polarity by their places. */
function mentionsOf(comment) {
  return page.mentions[comment];
}

/** Takes the mentions apart once: in the file each is one number. */
function unpack() {
  const polarities = page.polarities.length;
  const stages = page.stages.length;
  page.mentions = columns.mentions.map((packed) =>
    packed.map((code) => ({
      polarity: code % polarities,
      stage: Math.floor(code / polarities) % stages,
      theme: Math.floor(code / polarities / stages),
    })),
  );
  page.families = page.themes.map((_, index) => new Set([index, ...page.themes.flatMap((theme, child) => (theme.parent === index ? [child] : []))]));
}
