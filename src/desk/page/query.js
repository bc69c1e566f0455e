// The search box and the filters: what is looked for, as chips that can be let go of.

import { at, button, field, make, select } from "./elements.js";
import { get } from "./api.js";
import { combobox } from "./combobox.js";
import { desk, themeLabel, themeOptions } from "./desk.js";
import { noQuery, shown } from "./address.js";
import { complain } from "./said.js";
import { count, day, own, word } from "./words.js";

/** How long the box waits for the next letter before it searches. */
const PAUSE = 300;
const MOST_VALUES = 500;

let change = () => {};
let open = false;
/** The polarity that a theme is looked for with; all if blank. */
let themeSide = "";

/** The box, the filters and the chips; `then` gets each new query. */
export function queryParts(then) {
  change = then;
  return [searchBox(), make("div", { id: "filters", class: "filters", hidden: true }), make("div", { id: "chips", class: "chips", role: "group", "aria-label": word("query.chips") })];
}

/** Shows the query as it is. */
export function renderQuery() {
  const box = at("search");
  if (document.activeElement !== box) box.value = shown.query.text;
  at("chips").replaceChildren(...chips());
  at("filters").hidden = !open;
  at("filter-button").setAttribute("aria-expanded", String(open));
  if (open && !at("filters").childElementCount) renderFilters();
}

/** Opens or closes the filters. */
export function toggleFilters() {
  open = !open;
  at("filters").replaceChildren();
  renderQuery();
  if (open) at("filters").querySelector("input, select")?.focus();
  else at("filter-button").focus();
}

function set(part) {
  change({ ...shown.query, ...part });
}

function searchBox() {
  let waiting = 0;
  const box = make("input", { id: "search", type: "search", dir: "auto", placeholder: word("query.search"), "aria-label": word("query.search_label"), title: word("query.search_hint") });
  const go = () => {
    clearTimeout(waiting);
    if (box.value !== shown.query.text) set({ text: box.value });
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(go, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go();
    // The browser would blank the box.
    if (event.key === "Escape") {
      event.preventDefault();
      box.blur();
    }
  });
  const toggle = button(word("query.filters"), toggleFilters, { id: "filter-button", key: "f", "aria-expanded": "false", "aria-controls": "filters" });
  return make("div", { class: "search", role: "search" }, box, toggle);
}

/** A list that adds what is chosen. */
function adder(label, options, taken, add) {
  const free = options.filter(([value]) => !taken.includes(value));
  return field(label, select([["", word("query.any")], ...free], "", (value) => value && add(value)));
}

function themeFilter(theme) {
  return themeSide ? { theme, polarity: themeSide } : { theme };
}

function renderFilters() {
  const { query } = shown;
  const { constants } = desk;
  const themes = combobox({
    label: word("query.theme"), placeholder: word("query.theme_hint"), options: themeOptions({ tops: true }),
    choose: (theme) => set({ themes: [...query.themes, themeFilter(theme)] }),
  });
  const chooseSide = (polarity) => {
    themeSide = polarity;
    const last = query.themes.at(-1);
    if (last) set({ themes: [...query.themes.slice(0, -1), themeFilter(last.theme)] });
  };
  const side = select([["", word("query.any")], ...constants.polarities.map(({ id, name }) => [id, name])], themeSide, chooseSide, { "data-keep": "theme-side" });
  const polarities = constants.polarities.map(({ id, name }) => {
    const has = query.polarities.includes(id);
    return button(name, () => set({ polarities: has ? query.polarities.filter((one) => one !== id) : [...query.polarities, id] }), { "aria-pressed": String(has), "data-keep": `polarity-${id}` });
  });
  const uncoded = button(word("query.uncoded"), () => set({ uncoded: !query.uncoded }), { "aria-pressed": String(query.uncoded), "data-keep": "uncoded" });
  const dayField = (name) => make("input", { type: "date", value: query[name] ?? "", "data-keep": name, onchange: (event) => set({ [name]: event.target.value || null }) });
  const corrected = [["", word("query.any")], ["yes", word("query.corrected_yes")], ["no", word("query.corrected_no")]];
  const held = query.corrected === null ? "" : query.corrected ? "yes" : "no";
  at("filters").replaceChildren(
    make("div", { class: "field" }, make("span", { text: word("query.theme") }), themes), field(word("bulk.side"), side),
    make("fieldset", { class: "wide" }, make("legend", { text: word("one.sentiment") }), make("div", { class: "choices" }, polarities, uncoded)),
    adder(word("one.language"), constants.languages.map(({ code, name }) => [code, name]), query.languages, (code) => set({ languages: [...query.languages, code] })),
    adder(word("query.reason"), constants.reasons.map(({ id, name }) => [id, name]), query.reasons, (id) => set({ reasons: [...query.reasons, id] })),
    field(word("query.from"), dayField("from")), field(word("query.to"), dayField("to")),
    field(word("query.corrected"), select(corrected, held, (value) => set({ corrected: value ? value === "yes" : null }), { "data-keep": "corrected" })),
    columnField(),
    make("p", { class: "note wide", text: word("query.search_hint") }),
    make("div", { class: "wide line" }, button(word("query.clear"), () => set({ ...noQuery(), order: query.order }), { "data-keep": "clear" })),
  );
}

/** A column, and then one of its values. */
function columnField() {
  const columns = desk.constants.columns.filter(({ whole }) => whole);
  const place = make("div", { class: "field wide" });
  let wanted = "";
  const choose = async (column) => {
    wanted = column;
    if (!column) return place.replaceChildren();
    const focused = document.activeElement;
    try {
      const { values } = await get("/api/values", { column, most: MOST_VALUES });
      // Meanwhile another column may have been chosen, and its values be there already.
      if (wanted !== column) return undefined;
      const options = values.map(({ value, comments }) => ({ value, label: value, note: word("query.comments", { count: count(comments) }) }));
      const picker = combobox({ label: word("query.value", { column: own(column) }), options, choose: (value) => set({ cells: [...shown.query.cells, [column, value]] }) });
      place.replaceChildren(make("span", { text: word("query.value", { column: own(column) }) }), picker);
      // Who has gone on to another field is not called back.
      if (document.activeElement === focused) picker.querySelector("input").focus();
    } catch (problem) {
      complain(problem);
    }
    return undefined;
  };
  return make("div", { class: "field" }, field(word("query.column"), select([["", word("query.any")], ...columns.map(({ name }) => [name, name])], "", choose)), place);
}

/** Draws the filters anew after a change, and leaves the focus where it was. */
export function refreshFilters() {
  if (!open) return;
  const inside = at("filters").contains(document.activeElement);
  const keep = document.activeElement?.dataset?.keep;
  renderFilters();
  if (inside) (at("filters").querySelector(`[data-keep="${keep}"]`) ?? at("filter-button")).focus();
}

/** What is looked for, each with a button that lets go of it. */
function chips() {
  const { query } = shown;
  const name = (list, id, key = "id") => list.find((one) => one[key] === id)?.name ?? id;
  const { constants } = desk;
  const without = (list, place) => list.filter((_, other) => other !== place);
  const each = (part, text) => query[part].map((one, place) => [text(one), () => set({ [part]: without(query[part], place) })]);
  const all = [
    ...each("themes", ({ theme, polarity }) => (polarity ? `${themeLabel(theme)}: ${name(constants.polarities, polarity)}` : themeLabel(theme))),
    ...(query.uncoded ? [[word("query.uncoded"), () => set({ uncoded: false })]] : []),
    ...each("polarities", (id) => name(constants.polarities, id)),
    ...each("languages", (code) => name(constants.languages, code, "code")),
    ...(query.from ? [[`${word("query.from")} ${day(query.from)}`, () => set({ from: null })]] : []),
    ...(query.to ? [[`${word("query.to")} ${day(query.to)}`, () => set({ to: null })]] : []),
    ...each("cells", ([column, value]) => `${own(column)}: ${own(value)}`),
    ...each("reasons", (id) => name(constants.reasons, id)),
    ...(query.corrected === null ? [] : [[word(query.corrected ? "query.corrected_yes" : "query.corrected_no"), () => set({ corrected: null })]]),
  ];
  return all.map(([text, drop]) => make("button", { type: "button", onclick: drop, "aria-label": word("query.let_go", { what: text }) }, make("span", { text }), make("span", { "aria-hidden": "true", text: "\u00d7" })));
}
