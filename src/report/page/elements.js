// Elements, words and numbers. Text reaches the page through text nodes alone, so that none can become markup.

const page = JSON.parse(document.getElementById("data").textContent);

/** An element with attributes (`text`, `on…` and `style` are set as such) and children. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "text") element.textContent = value;
    else if (key === "style") Object.assign(element.style, value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** A word of the report in its language; `{name}` in it is replaced. */
function word(key, values = {}) {
  const text = page.words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const wholeNumbers = new Intl.NumberFormat(page.locale);
const tenths = new Intl.NumberFormat(page.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat(page.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const thousandths = new Intl.NumberFormat(page.locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const signedTenths = new Intl.NumberFormat(page.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" });
const signedHundredths = new Intl.NumberFormat(page.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
const percents = new Intl.NumberFormat(page.locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const signedPercents = new Intl.NumberFormat(page.locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" });
const days = new Intl.DateTimeFormat(page.locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** A number with a minus sign that is no hyphen. */
const written = (format, value) => format.format(value).replace("-", "\u2212");

/** How the values of a measure are written. */
const formats = {
  count: (value) => wholeNumbers.format(value),
  percent: (value) => percents.format(value / 100),
  points: (value) => written(signedTenths, value),
  difference: (value) => written(signedPercents, value / 100),
  mean: (value) => hundredths.format(value),
  effect: (value) => written(signedHundredths, value),
  times: (value) => `\u00d7${hundredths.format(value)}`,
  chance: (value) => (value < 0.001 ? `< ${thousandths.format(0.001)}` : thousandths.format(value)),
};

/** A day written out, from its distance to the first day. */
function dayText(day) {
  return days.format(new Date(page.first_day * 86400000 + day * 86400000));
}

/** Text set left to right inside lines of either direction: ranges of numbers must not turn around. */
function ltr(text) {
  return `\u2066${text}\u2069`;
}

/** Text that takes its own direction inside lines of either. */
function own(text) {
  return `\u2068${text}\u2069`;
}

/** From one value to another. */
function rangeText(format, low, high) {
  return `${ltr(formats[format](low))} ${word("headline.to")} ${ltr(formats[format](high))}`;
}

/** Why a figure is not given. */
function reasonText(reason) {
  return word(`reason.${reason.kind}`, { base: formats.count(reason.base ?? 0), least: formats.count(reason.least ?? page.minimum_base) });
}

/** The label of a theme, with that of its top theme where the place has none. */
function themeLabel(index) {
  return page.themes[index].label;
}

/** The word for a polarity, by its place in `page.polarities`. */
function polarityWord(polarity) {
  return word(`polarity.${page.polarities[polarity]}`);
}
