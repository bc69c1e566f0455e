// One comment: its text with the evidence, its tags, why it is worth a look, what people said of it, its cells.

import { at, button, field, isolated, make } from "./elements.js";
import { changeText, languageOf } from "./desk.js";
import { correct, undo } from "./correct.js";
import { quoted } from "./evidence.js";
import { propose } from "./propose.js";
import { tagsPanel } from "./tags.js";
import { day, moment, own, word, wordOf } from "./words.js";

let comment = null;
let why = "";
let renewed = () => {};

/** The comment that is shown. */
export const current = () => comment;

/** Calls with the comment after each change of it. */
export function onRenewed(then) {
  renewed = then;
}

/** Shows a comment, or that there is none. */
export function showComment(next) {
  // A reason belongs to the comment it was given for.
  if (next?.item.id !== comment?.item.id) why = "";
  comment = next;
  draw();
}

function draw() {
  const place = at("one");
  if (comment === null) return place.replaceChildren(make("p", { class: "empty", text: word("one.none") }));
  const keep = place.contains(document.activeElement) ? document.activeElement.dataset.keep : null;
  document.getElementById("because")?.remove();
  place.replaceChildren(...parts().filter(Boolean));
  if (keep) (place.querySelector(`[data-keep="${CSS.escape(keep)}"]`) ?? at("one")).focus();
  return undefined;
}

function parts() {
  const { item, question } = comment;
  return [
    head(item), reasons(item),
    question ? make("p", { class: "note" }, `${word("one.question")}: `, isolated(question)) : null,
    quoted(comment), tagsPanel(comment, change), whyLine(), cells(), history(),
  ];
}

/** Changes a tag. */
export async function change(target, value) {
  const before = comment;
  const next = await correct(before.item.id, [{ target, value }], why);
  if (next === undefined) return;
  const isNew = target.startsWith("theme:") && !before.themes.some(({ theme }) => target === `theme:${theme}`);
  renewed(next);
  // What is shown may be another comment by now.
  if (next.item.id !== comment?.item.id) return;
  showComment(next);
  if (isNew && value !== "none") at("themes").querySelector(`[data-keep="${CSS.escape(`${target}:${value}`)}"]`)?.focus();
}

/** The polarity of this place: of the theme whose tag has the focus, else of the whole comment. */
export function choosePolarity(polarity) {
  if (comment === null) return;
  const theme = document.activeElement?.closest("#themes li")?.dataset.theme;
  change(theme === undefined ? "sentiment" : `theme:${theme}`, polarity);
}

/** Proposes what is selected in the text, or asks for the words. */
export function proposeSelected() {
  if (comment === null) return;
  const selection = getSelection();
  const inside = selection.rangeCount && at("text").contains(selection.anchorNode) && at("text").contains(selection.focusNode);
  propose(comment, inside ? selection.toString().trim() : "");
}

function head(item) {
  const facts = [item.day ? day(item.day) : null, item.score === null ? null : `${comment.score_column ?? word("one.score")}: ${item.score}`];
  return make("div", { class: "one-head" }, make("h2", { class: "hidden-visually", text: word("one.title") }), isolated(item.id), facts.filter(Boolean).map((text) => make("span", { dir: "auto", text })),
    item.flags.map((flag) => make("span", { class: "tag", text: wordOf("flag", flag) })),
    make("span", { class: "steps" }, button(word("one.propose"), proposeSelected, { key: "p", id: "propose", onpointerdown: (event) => event.preventDefault() })));
}

function reasons({ reasons: all }) {
  if (!all.length) return null;
  return make("ul", { class: "reasons", "aria-label": word("queue.why") }, all.map(({ reason, about }) =>
    make("li", {}, wordOf("doubt", reason), about ? [" \u00b7 ", isolated(aboutText(reason, about))] : null)));
}

/** What a reason rests on: counts, polarities and languages in words, terms and sums as they are. */
function aboutText(reason, about) {
  if (["uncoded", "no-evidence"].includes(reason)) return word("about.words", { count: about });
  if (reason === "thinly-coded") return word("about.sentences", { count: about });
  if (["irony", "score-mismatch", "contrary"].includes(reason)) return wordOf("polarity", about);
  if (reason !== "language") return about;
  const [code, ...certainty] = about.split(" ");
  return [languageOf(code).name, ...certainty].join(" ");
}

function whyLine() {
  const input = make("input", { id: "why", type: "text", maxlength: "500", dir: "auto", value: why, placeholder: word("one.why_hint"), "data-keep": "why" });
  input.addEventListener("input", () => (why = input.value));
  input.addEventListener("keydown", (event) => event.key === "Enter" && input.blur());
  return field(word("one.why"), input);
}

function cells() {
  if (!comment.cells.length) return null;
  const list = comment.cells.map(({ column, value }) => [make("dt", {}, isolated(column)), make("dd", {}, isolated(value))]);
  const place = make("p", { class: "note" }, make("code", { text: `${comment.file}:${comment.row}` }));
  return make("details", {}, make("summary", { text: word("one.cells") }), make("dl", { class: "keys" }, list.flat()), place);
}

function history() {
  if (!comment.history.length) return null;
  const lines = comment.history.map((entry) => make("li", {},
    make("span", { text: [changeText(entry), own(entry.author), moment(entry.at)].join(" \u00b7 ") }), entry.why ? make("q", { dir: "auto", text: entry.why }) : null,
    entry.status ? make("span", { class: "tag", text: wordOf("status", entry.status) }) : null,
    fate(entry)));
  return make("details", { open: true }, make("summary", { text: word("one.history") }), make("ol", { id: "history", class: "examples", role: "list" }, lines));
}

/** What became of an entry; while it stands, it can be undone. */
function fate({ id, target, stands, undone_by: undone }) {
  if (stands) return button(word("correct.undo"), () => undo({ correction: id }), { class: "plain" });
  if (target === "undo") return null;
  return make("small", { text: word(undone ? "log.undone" : "log.superseded") });
}
