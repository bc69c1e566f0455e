// Elements. Text reaches the page through text nodes alone, so that none can become markup.

/** An element with attributes (`text`, `on…` and `style` are set as such) and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "text") element.textContent = value;
    else if (key === "value") element.value = value;
    else if (key === "style") Object.assign(element.style, value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button that says what it does; `key` is shown beside it. */
export function button(text, onclick, { key, ...attributes } = {}) {
  const hint = key ? make("kbd", { "aria-hidden": "true", text: key }) : null;
  return make("button", { type: "button", onclick, "aria-keyshortcuts": key, ...attributes }, make("span", { text }), hint);
}

/** A field with its label above it. */
export function field(label, control, hint) {
  const told = hint ? make("small", { text: hint }) : null;
  return make("label", { class: "field" }, make("span", { text: label }), control, told);
}

/** A list to choose from: options are pairs of value and text. */
export function select(options, chosen, onchange, attributes = {}) {
  const list = make("select", attributes, options.map(([value, text]) => make("option", { value, text, selected: value === chosen })));
  list.addEventListener("change", () => onchange(list.value));
  return list;
}

/** A table; head and cells are texts or elements, the first cell of a row is its head. */
export function table({ caption, head, rows }) {
  const cell = (name, content, more) => make(name, typeof content === "string" ? { ...more, text: content } : more, typeof content === "string" ? [] : [content]);
  const headRow = make("tr", {}, head.map((content) => cell("th", content, { scope: "col" })));
  const body = rows.map(([first, ...rest]) => make("tr", {}, cell("th", first, { scope: "row" }), rest.map((content) => cell("td", content, {}))));
  const whole = make("table", {}, make("caption", { text: caption }), make("thead", {}, headRow), make("tbody", {}, body));
  // What scrolls must be reachable by keys.
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, whole);
}

/** Text of a customer or of a list, in its own direction. */
export function isolated(text, attributes = {}) {
  return make("bdi", { text, ...attributes });
}

/** The element of this id. */
export function at(id) {
  return document.getElementById(id);
}

let lastId = 0;

/** An id that no other element has. */
export function freshId(of) {
  lastId += 1;
  return `${of}-${lastId}`;
}
