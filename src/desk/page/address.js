// What is shown, kept in the fragment of the address: it never leaves the browser, and back and forward go through it.

const POLARITIES = ["negative", "neutral", "mixed", "positive"];
const ORDERS = ["queue", "newest", "oldest"];

/** A query that finds all. */
export function noQuery() {
  return { text: "", themes: [], uncoded: false, polarities: [], languages: [], from: null, to: null, cells: [], reasons: [], corrected: null, order: "queue" };
}

/** What is shown now. */
export const shown = { view: "review", query: noQuery(), offset: 0, conflicts: 0, comment: null };

let listener = () => {};

/** Calls when the address is changed by the reader: back, forward, a link, a pasted address. */
export function onAddress(then) {
  listener = then;
  window.addEventListener("popstate", () => {
    read();
    listener();
  });
}

/** Changes what is shown. A new step for back and forward, unless `replace`. */
export function show(change, { replace = false } = {}) {
  Object.assign(shown, change);
  const address = fragment(shown);
  if (address === location.hash) return;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
}

/** The fragment for what is shown, changed like this. */
export function fragment({ view, query, offset, conflicts, comment }) {
  const pairs = new URLSearchParams();
  const add = (name, value) => value && pairs.append(name, value);
  add("text", query.text);
  query.themes.forEach(({ theme, polarity }) => add("theme", polarity ? `${theme}:${polarity}` : theme));
  add("uncoded", query.uncoded && "yes");
  query.polarities.forEach((polarity) => add("polarity", polarity));
  query.languages.forEach((language) => add("language", language));
  add("from", query.from);
  add("to", query.to);
  query.cells.forEach((cell) => add("cell", JSON.stringify(cell)));
  query.reasons.forEach((reason) => add("reason", reason));
  add("corrected", query.corrected === null ? null : query.corrected ? "yes" : "no");
  add("order", query.order === "queue" ? null : query.order);
  add("offset", offset ? String(offset) : null);
  add("conflicts", conflicts ? String(conflicts) : null);
  add("comment", comment);
  const rest = pairs.toString();
  return rest ? `#${view}?${rest}` : `#${view}`;
}

/** Reads the address; what cannot be is passed over. */
export function read(views = known) {
  known = views;
  const [view, rest = ""] = location.hash.slice(1).split(/\?(.*)/s);
  const pairs = new URLSearchParams(rest);
  const among = (name, all) => pairs.getAll(name).filter((value) => all.includes(value));
  const query = noQuery();
  query.text = pairs.get("text") ?? "";
  query.themes = pairs.getAll("theme").map(themeOf);
  query.uncoded = pairs.get("uncoded") === "yes";
  query.polarities = among("polarity", POLARITIES);
  query.languages = pairs.getAll("language");
  query.from = dayOf(pairs.get("from"));
  query.to = dayOf(pairs.get("to"));
  query.cells = pairs.getAll("cell").flatMap(cellOf);
  query.reasons = pairs.getAll("reason");
  query.corrected = { yes: true, no: false }[pairs.get("corrected")] ?? null;
  query.order = among("order", ORDERS)[0] ?? "queue";
  const number = (name) => (/^\d{1,9}$/.test(pairs.get(name) ?? "") ? Number(pairs.get(name)) : 0);
  Object.assign(shown, { view: views.includes(view) ? view : views[0], query, offset: number("offset"), conflicts: number("conflicts"), comment: pairs.get("comment") });
}

let known = ["review"];

function themeOf(text) {
  const at = text.lastIndexOf(":");
  const polarity = text.slice(at + 1);
  return at > 0 && POLARITIES.includes(polarity) ? { theme: text.slice(0, at), polarity } : { theme: text };
}

function dayOf(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") ? text : null;
}

function cellOf(text) {
  try {
    const cell = JSON.parse(text);
    return Array.isArray(cell) && cell.length === 2 && cell.every((one) => typeof one === "string") ? [cell] : [];
  } catch {
    return [];
  }
}

/** The query as the program takes it: only what was asked for. */
export function asked(query) {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0)));
}
