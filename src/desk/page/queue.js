// The list of what was found, with the reasons why each is worth a look.

import { at, button, isolated, make, select } from "./elements.js";
import { fragment, shown } from "./address.js";
import { labelAbove, languageOf, spoken, themeLabel } from "./desk.js";
import { count, day, word, wordOf } from "./words.js";

/** Comments on a page of the list. */
export const PAGE = 50;

/** Ids of the comments that are chosen for tagging together. */
export const chosen = new Set();

/** The frame of the list: counts and buttons above it, paging below. */
export function queueParts({ bulk, reorder, turn }) {
  const orders = ["queue", "newest", "oldest"].map((order) => [order, wordOf("order", order)]);
  const order = select(orders, shown.query.order, reorder, { id: "order", "aria-label": word("order.label") });
  return [
    make("div", { class: "counts" }, make("p", { id: "total", role: "status" }), order, button(word("bulk.open"), bulk, { id: "bulk", key: "b" })),
    make("ol", { id: "queue", class: "queue", role: "list", "aria-label": word("queue.label") }),
    make("div", { class: "pages", id: "pages" },
      button(word("queue.before"), () => turn(-1), { id: "page-before", key: "[" }), make("span", { id: "page-of" }), button(word("queue.after"), () => turn(1), { id: "page-after", key: "]" })),
  ];
}

/** Draws a page of what was found. `open` is called with a place in it. */
export function renderQueue({ total, offset, comments }, open) {
  at("total").textContent = word("queue.total", { count: count(total) });
  at("order").value = shown.query.order;
  const empty = make("li", { class: "empty", text: word("queue.empty") });
  at("queue").replaceChildren(...(comments.length ? comments.map((item, place) => entry(item, () => open(place))) : [empty]));
  at("page-before").disabled = offset === 0;
  at("page-after").disabled = offset + comments.length >= total;
  const last = offset + comments.length;
  at("page-of").textContent = comments.length ? word("queue.page", { first: count(offset + 1), last: count(last), count: count(total) }) : "";
  renderChosen();
}

/** Draws one entry anew. While the list itself is asked for there is none, and the answer brings the entry as it is now. */
export function replaceEntry(place, item, open) {
  const old = at("queue").children[place];
  if (old === undefined) return;
  const next = entry(item, () => open(place));
  if (old.classList.contains("is-current")) setCurrent(next, true);
  const focus = old.contains(document.activeElement);
  old.replaceWith(next);
  if (focus) next.querySelector("a").focus();
}

/** Marks the entry that is shown beside the list. */
export function markCurrent(place, { focus = false } = {}) {
  [...at("queue").children].forEach((one, other) => setCurrent(one, other === place));
  const one = at("queue").children[place];
  one?.scrollIntoView({ block: "nearest" });
  if (focus) one?.querySelector("a")?.focus({ preventScroll: true });
}

function setCurrent(one, is) {
  one.classList.toggle("is-current", is);
  const link = one.querySelector("a");
  if (is) link?.setAttribute("aria-current", "true");
  else link?.removeAttribute("aria-current");
}

/** Chooses a comment or lets go of it. */
export function toggleChosen(id) {
  if (!chosen.delete(id)) chosen.add(id);
  renderChosen();
}

/** Says how many are chosen, and ticks their boxes. */
export function renderChosen() {
  for (const box of at("queue").querySelectorAll("input")) box.checked = chosen.has(box.value);
  at("bulk").firstChild.textContent = chosen.size ? word("bulk.open_chosen", { count: count(chosen.size) }) : word("bulk.open");
}

function entry(item, open) {
  const box = make("input", { type: "checkbox", value: item.id, onchange: () => toggleChosen(item.id) });
  const link = make("a", { href: fragment({ ...shown, comment: item.id }), onclick: (event) => { event.preventDefault(); open(); } }, foundText(item));
  const facts = make("p", { class: "facts" },
    make("span", {}, make("i", { class: `dot is-${item.polarity}`, "aria-hidden": "true" }), ` ${wordOf("polarity", item.polarity)}`),
    make("span", { text: languageOf(item.language).name }), item.day ? make("span", { text: day(item.day) }) : null,
    item.themes.length ? null : make("span", { text: word("query.uncoded") }),
    item.themes.slice(0, 3).map(({ theme, polarity }) => make("span", { class: `tag is-${polarity}`, title: labelAbove(theme), text: themeLabel(theme) })),
    item.themes.length > 3 ? make("span", { text: `+${count(item.themes.length - 3)}` }) : null,
    item.corrected ? make("span", { class: "whose is-person", text: word("queue.corrected") }) : null);
  const li = make("li", {}, make("label", {}, box, make("span", { class: "hidden-visually", text: word("queue.choose") })), link, facts, reasonLine(item));
  // The whole entry opens it; the link inside is for keys and readers.
  li.addEventListener("click", (event) => event.target.closest("a, label") || open());
  return li;
}

function reasonLine({ reasons }) {
  if (!reasons.length) return null;
  return make("p", { class: "why" }, `${word("queue.why")}: `, reasons.map(({ reason }) => wordOf("doubt", reason)).join(" \u00b7 "));
}

/** The text with the words that were searched for. */
function foundText(item) {
  const line = make("bdi", spoken(item));
  let end = 0;
  for (const found of item.found ?? []) {
    if (found.start < end) continue;
    line.append(item.text.slice(end, found.start), make("b", { text: item.text.slice(found.start, found.end) }));
    end = found.end;
  }
  line.append(item.text.slice(end));
  return line;
}

/** Comments as a short list of examples. */
export function examples(items) {
  return make("ul", { class: "examples" }, items.map((item) => make("li", {}, isolated(item.text, spoken(item)))));
}
