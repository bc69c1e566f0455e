// What the page knows from the start: who sits there, themes, languages, reasons, columns.

import { get, post } from "./api.js";
import { speak, word } from "./words.js";

/** The session, the constants in its label language and the last status. */
export const desk = { session: null, constants: null, status: null };

let themes = new Map();
let languages = new Map();

/** Loads session and constants, and turns the page to their language. */
export async function load() {
  desk.session = await get("/api/session");
  desk.constants = await get("/api/constants");
  themes = new Map(desk.constants.themes.map((theme) => [theme.id, theme]));
  languages = new Map(desk.constants.languages.map((language) => [language.code, language]));
  speak(desk.constants);
  const root = document.documentElement;
  root.lang = desk.constants.labels;
  root.dir = desk.constants.direction;
}

/** Sets name or label language. */
export async function introduce(change) {
  desk.session = await post("/api/session", change);
}

/** The label of a theme; its id where the codeframe no longer has it. */
export function themeLabel(id) {
  return themes.get(id)?.label ?? id;
}

/** The label of the theme above, or null. */
export function labelAbove(id) {
  const parent = themes.get(id)?.parent;
  return parent ? themeLabel(parent) : null;
}

/** A language by its code. */
export function languageOf(code) {
  return languages.get(code) ?? { code, name: code, direction: "auto", served: false };
}

/** The language attribute and the direction of a customer's text. */
export function spoken({ language, direction }) {
  return { lang: languageOf(language).served ? language : null, dir: direction ?? "auto" };
}

/** Languages that have lists. */
export function servedLanguages() {
  return desk.constants.languages.filter(({ served }) => served);
}

/** Options of a theme picker; a theme that has others below it can be looked for, and not given. */
export function themeOptions({ tops = false } = {}) {
  const { themes: all } = desk.constants;
  const parents = new Set(all.map(({ parent }) => parent));
  const fit = all.filter(({ id }) => tops || !parents.has(id));
  return fit.map(({ id, label, definition, search }) => ({ value: id, label, above: labelAbove(id), note: definition, search }));
}

/** What a change says, in words. */
export function changeText({ target, value }) {
  if (target === "sentiment") return `${word("one.sentiment")}: ${word(`polarity.${value}`)}`;
  if (target === "language") return `${word("one.language")}: ${languageOf(value).name}`;
  if (target === "undo") return word("log.undone_one");
  const label = themeLabel(target.replace(/^theme:/, ""));
  return `${label}: ${value === "none" ? word("one.not_raised") : word(`polarity.${value}`)}`;
}

/** What is differed about, in words. */
export function targetText(target) {
  return target.startsWith("theme:") ? themeLabel(target.slice(6)) : word(`one.${target}`);
}
