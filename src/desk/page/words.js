// The words of the page in the language of the labels, and how numbers and days are written in it.

let words = {};
let formats = {};

/** Takes in the words, once, before anything is shown. */
export function speak(language) {
  words = language.words;
  const { locale } = language;
  formats = {
    count: new Intl.NumberFormat(locale),
    percent: new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }),
    figure: new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 }),
    valence: new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" }),
    strength: new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    day: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }),
    moment: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }),
    list: new Intl.ListFormat(locale, { type: "conjunction" }),
  };
}

/** A word of the page; `{name}` in it is replaced. */
export function word(name, values = {}) {
  const text = words[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, hole) => values[hole] ?? whole);
}

/** The word for an id of the data, or the id where there is none. */
export function wordOf(section, id) {
  return words[`${section}.${id}`] ?? id;
}

export const count = (value) => formats.count.format(value);
export const percent = (share) => formats.percent.format(share);
export const listed = (texts) => formats.list.format(texts);

/** A figure with three decimals; a dash where there is none. */
export const figure = (value) => (value === null || value === undefined ? "\u2013" : minus(formats.figure.format(value)));

/** A valence or a sum of them, from hundredths. */
export const valence = (hundredths) => ltr(minus(formats.valence.format(hundredths / 100)));

/** The same without a sign. */
export const strength = (hundredths) => formats.strength.format(hundredths / 100);

/** A day or a moment of ISO 8601 written out; what is none stays as it is. */
export function day(text) {
  const moment = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(moment.valueOf()) ? text : formats.day.format(moment);
}

export function moment(text) {
  const at = new Date(text.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(at.valueOf()) ? text : formats.moment.format(at);
}

/** Text set left to right inside lines of either direction: numbers with signs must not turn around. */
export function ltr(text) {
  return `\u2066${text}\u2069`;
}

/** Text that takes its own direction inside lines of either. */
export function own(text) {
  return `\u2068${text}\u2069`;
}

/** A minus sign that is no hyphen, and no marks of direction: numbers are isolated as a whole. */
function minus(text) {
  return text.replace(/[\u061c\u200e\u200f]/g, "").replace("-", "\u2212");
}

/** Letters without marks, case and compatibility forms, so that a search in labels finds what was meant. */
export function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}|\u0640/gu, "").toLocaleLowerCase("und").replaceAll("\u0111", "dj");
}
