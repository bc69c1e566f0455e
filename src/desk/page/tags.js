// The tags of a comment: whose they are, and how they are changed.

import { button, isolated, make, select } from "./elements.js";
import { combobox } from "./combobox.js";
import { desk, labelAbove, languageOf, servedLanguages, themeLabel, themeOptions } from "./desk.js";
import { total } from "./evidence.js";
import { percent, strength, word, wordOf } from "./words.js";

/** Four buttons for the four polarities. */
export function sides(label, chosen, choose, name) {
  return make("div", { class: "sides", role: "group", "aria-label": label }, desk.constants.polarities.map(({ id, name: text }) =>
    button(text, () => choose(id), { class: `is-${id}`, "aria-pressed": String(id === chosen), "data-keep": `${name}:${id}` })));
}

/** Who says so. */
function whose(by) {
  return by === null ? make("span", { class: "whose", text: word("one.machine") }) : make("span", { class: "whose is-person", dir: "auto", text: by });
}

/** What the machine says, where a person says another thing. */
function otherwise(by, text) {
  return by === null ? null : make("small", { text: word("one.machine_says", { what: text }) });
}

/** The panel of tags. `change` gets a target and a value. */
export function tagsPanel(comment, change) {
  const { sentiment, themes, removed } = comment;
  return make("section", { class: "panel", "aria-labelledby": "tags-title" },
    make("h2", { id: "tags-title", text: word("one.tags") }),
    make("div", { class: "line", id: "sentiment" }, make("span", { class: "name", text: word("one.sentiment") }),
      sides(word("one.sentiment"), sentiment.polarity, (value) => change("sentiment", value), "sentiment"), whose(sentiment.by), otherwise(sentiment.by, wordOf("polarity", sentiment.machine)),
      make("small", { title: word("one.sum_hint"), text: total(sentiment) })),
    thresholds(sentiment),
    make("ul", { class: "tags", id: "themes", "aria-label": word("one.themes") }, themes.map((theme) => themeLine(theme, change)), removed.map((theme) => removedLine(theme, change))),
    themes.length ? null : make("p", { class: "note", text: word("one.no_themes") }),
    pickerLine(comment, change), languageLine(comment, change));
}

/** Where the sum turns from one label into another. */
function thresholds({ thresholds: at }) {
  if (!at) return null;
  return make("p", { class: "note", text: word("one.thresholds", { band: strength(at.neutral_band), least: strength(at.mixed_least), share: percent(at.mixed_share / 100) }) });
}

function nameOf(id) {
  const above = labelAbove(id);
  return make("span", { class: "label" }, above ? [make("span", { class: "above" }, isolated(above)), " \u00b7 "] : null, isolated(themeLabel(id)));
}

function themeLine({ theme, polarity, by, machine }, change) {
  const target = `theme:${theme}`;
  const label = themeLabel(theme);
  const says = machine === "none" ? word("one.not_raised") : wordOf("polarity", machine);
  return make("li", { class: `is-${polarity}`, "data-theme": theme }, nameOf(theme), whose(by), otherwise(by, says),
    sides(label, polarity, (value) => change(target, value), target),
    make("button", { type: "button", class: "plain away", "aria-label": word("one.take_away", { theme: label }), onclick: () => change(target, "none") }, make("span", { "aria-hidden": "true", text: "\u00d7" })));
}

function removedLine({ theme, machine, by }, change) {
  const back = button(word("one.put_back"), () => change(`theme:${theme}`, machine), { class: "plain" });
  return make("li", {}, make("s", { class: "label" }, isolated(themeLabel(theme))), whose(by), otherwise(by, wordOf("polarity", machine)), back);
}

function pickerLine(comment, change) {
  const has = new Set(comment.themes.map(({ theme }) => theme));
  const picker = combobox({
    id: "theme-picker", label: word("one.add_theme"), placeholder: word("one.add_theme_hint"), options: themeOptions().filter(({ value }) => !has.has(value)),
    // What the whole comment says is the likeliest for one of its themes; the buttons of the new tag have the focus then.
    choose: (theme) => change(`theme:${theme}`, comment.sentiment.polarity),
  });
  return make("div", { class: "line" }, make("span", { class: "name" }, word("one.add_theme"), " ", make("kbd", { "aria-hidden": "true", text: "t" })), picker);
}

function languageLine({ item, language }, change) {
  const options = servedLanguages().map(({ code, name }) => [code, name]);
  const known = options.some(([code]) => code === item.language);
  const list = select(known ? options : [["", languageOf(item.language).name], ...options], known ? item.language : "", (value) => value && change("language", value), { id: "language", "aria-label": word("one.language"), "data-keep": "language" });
  return make("div", { class: "line" }, make("span", { class: "name", text: word("one.language") }), list, whose(language.by), otherwise(language.by, languageOf(language.detected).name));
}
