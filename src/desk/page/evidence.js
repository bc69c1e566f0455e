// The comment with the words that count, each telling its entry, its rules and its sum.

import { isolated, make } from "./elements.js";
import { spoken, themeLabel } from "./desk.js";
import { ltr, valence, word, wordOf } from "./words.js";

/** Cuts a text where marks begin and end, so that marks that overlap are each told. */
function pieces(text, marks) {
  const spans = marks.flatMap((mark) => mark.parts.map(({ start, end }) => ({ start, end, mark })));
  const cuts = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, place) => {
    const end = cuts[place + 1];
    return { text: text.slice(start, end), marks: spans.filter((span) => span.start <= start && end <= span.end).map((span) => span.mark) };
  });
}

/** The side that a mark shows: that of its own strength, else of its theme. */
function side(mark, comment) {
  if (mark.result) return mark.result < 0 ? "negative" : "positive";
  const theme = comment.themes.find(({ theme }) => mark.of === `theme:${theme}`);
  return theme?.polarity ?? "neutral";
}

/** The comment's text with its marks. One of them can be reached by Tab, the others from it by arrows. */
export function quoted(comment) {
  const quote = make("blockquote", { id: "text", ...spoken(comment.item) });
  for (const piece of pieces(comment.item.text, comment.marks)) {
    if (!piece.marks.length) {
      quote.append(piece.text);
      continue;
    }
    // Words of feeling say more than words of a topic.
    const first = piece.marks.find(({ result }) => result) ?? piece.marks[0];
    const mark = make("mark", { class: `is-${side(first, comment)}`, role: "button", tabindex: "-1", "aria-haspopup": "dialog", "aria-expanded": "false", text: piece.text });
    mark.addEventListener("click", () => getSelection().isCollapsed && because(mark, piece.marks));
    mark.addEventListener("keydown", (event) => move(event, mark, piece.marks));
    quote.append(mark);
  }
  quote.querySelector("mark")?.setAttribute("tabindex", "0");
  return quote;
}

/** Puts the focus on the first mark. */
export function toEvidence() {
  document.querySelector("#text mark")?.focus();
}

function move(event, mark, marks) {
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    return because(mark, marks);
  }
  const right = getComputedStyle(mark).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const left = right === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  const by = { [right]: 1, ArrowDown: 1, [left]: -1, ArrowUp: -1 }[event.key];
  if (!by) return undefined;
  event.preventDefault();
  const all = [...document.querySelectorAll("#text mark")];
  const next = all[(all.indexOf(mark) + by + all.length) % all.length];
  mark.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  return next.focus();
}

/** Tells why these words count, beside them. Escape or a press elsewhere closes it; the focus goes back. */
function because(mark, marks) {
  const told = make("div", { id: "because", class: "because", popover: "auto", role: "dialog", tabindex: "-1", "aria-label": word("why.title") }, marks.map(reason));
  document.getElementById("because")?.remove();
  document.body.append(told);
  told.addEventListener("toggle", ({ newState }) => {
    mark.setAttribute("aria-expanded", String(newState === "open"));
    if (newState === "closed") told.remove();
  });
  told.addEventListener("beforetoggle", ({ newState }) => newState === "closed" && told.contains(document.activeElement) && mark.focus());
  told.showPopover();
  place(told, mark.getClientRects()[0]);
  told.focus();
}

/** Below the words where there is room, else above them; never beyond the window. */
function place(told, words) {
  const { width, height } = told.getBoundingClientRect();
  const below = words.bottom + 6;
  const top = below + height > innerHeight ? Math.max(8, words.top - 6 - height) : below;
  told.style.top = `${top}px`;
  const start = document.documentElement.dir === "rtl" ? words.right - width : words.left;
  told.style.left = `${Math.max(8, Math.min(start, innerWidth - width - 8))}px`;
}

/** One entry: what it stands for, where it is listed, how it was found, and its sum step by step. */
function reason(mark) {
  const what = mark.of === "sentiment" ? word("one.sentiment") : themeLabel(mark.of.replace(/^theme:/, ""));
  const found = make("p", {}, make("q", {}, isolated(mark.quote)), ` ${word("why.found")} `, make("b", {}, isolated(mark.term)), ` \u00b7 ${wordOf("matched", mark.matched)}`);
  return make("section", {}, make("h3", { text: what }), found, make("p", {}, make("code", { text: mark.entry })), sum(mark));
}

function sum(mark) {
  if (mark.valence === null) return make("p", { class: "note", text: word("why.no_strength") });
  if (!mark.steps.length) return make("p", {}, `${word("why.strength")}: ${valence(mark.valence)}`);
  const steps = mark.steps.map(({ rule, word: by, before, after }) => make("li", {}, `${wordOf("rule", rule)}`, by ? [" (", isolated(by), ")"] : null, `: ${valence(before)} \u2192 ${valence(after)}`));
  return make("div", {}, make("p", { text: `${word("why.listed_at")}: ${valence(mark.valence)}` }), make("ol", {}, steps), make("p", {}, make("b", { text: `${word("why.counts")}: ${valence(mark.result)}` })));
}

/** How the sentiment adds up. */
export function total({ positive, negative, score }) {
  return ltr(`${valence(positive)} + ${valence(negative)} = ${valence(score)}`);
}
