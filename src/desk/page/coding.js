// Labelling without seeing the machine's tags or anybody's labels.

import { at, button, field, isolated, make, select } from "./elements.js";
import { get } from "./api.js";
import { show, shown } from "./address.js";
import { askName, tellAs } from "./chair.js";
import { desk, servedLanguages } from "./desk.js";
import { labelForm } from "./labels.js";
import { complain, say, tell } from "./said.js";
import { count, day, own, word } from "./words.js";

let form = null;
let blind = null;

/** Builds the view: the next comment to label, how far everybody is, and how comments are given out. */
export async function renderCoding(main) {
  const sheet = make("div", { class: "sheet coding" }, make("section", { id: "blind", "aria-label": word("coding.title") }), make("section", { id: "progress", class: "panel", "aria-labelledby": "progress-title" }), assignPanel());
  main.replaceChildren(sheet);
  form = null;
  if (desk.session.name === null) {
    askFirst();
    return;
  }
  try {
    const [next, state] = await Promise.all([shown.comment ? get("/api/coding/comment", { id: shown.comment }) : get("/api/coding/next"), get("/api/coding")]);
    if (!sheet.isConnected) return;
    showBlind(next.comment, state.mine);
    showProgress(state);
  } catch (problem) {
    complain(problem);
  }
}

function askFirst() {
  at("blind").replaceChildren(make("p", { class: "empty" }, word("coding.who"), " ", button(word("chair.title"), askName, { class: "first" })));
  at("progress").hidden = true;
}

function showBlind(next, mine) {
  blind = next;
  if (blind === null) {
    form = null;
    at("blind").replaceChildren(make("p", { class: "empty", text: word(mine.assigned ? "coding.finished" : "coding.none") }));
    return;
  }
  form = labelForm(blind.labels);
  const note = make("input", { id: "note", type: "text", maxlength: "500", dir: "auto", value: blind.note });
  note.addEventListener("keydown", (event) => event.key === "Enter" && note.blur());
  at("blind").replaceChildren(
    make("div", { class: "one-head" }, make("h2", { text: word("coding.title") }), isolated(blind.id), blind.day ? make("span", { text: day(blind.day) }) : null),
    ...(blind.question ? [make("p", { class: "note" }, `${word("one.question")}: `, isolated(blind.question))] : []),
    make("blockquote", { id: "text", dir: blind.direction, text: blind.text, tabindex: "-1" }), form.form, field(word("coding.note"), note),
    make("div", { class: "line" }, button(word("coding.save"), saveLabels, { class: "first", key: "s", id: "coding-save" })));
}

/** Saves the labels and goes on to the next comment. */
async function saveLabels() {
  if (form === null) return;
  const { labels } = form;
  const given = form;
  if (labels.sentiment === null && labels.mentions === null && labels.language === null) {
    say(word("coding.unanswered"));
    return;
  }
  // A second press while this one is under way saves nothing.
  form = null;
  try {
    const answer = await tellAs("/api/coding/save", { comment: blind.id, labels, note: at("note").value });
    if (answer === null) {
      form = given;
      return;
    }
    show({ comment: null }, { replace: true });
    showBlind(answer.next, answer.mine);
    at("text")?.focus();
    say(word("coding.saved", { done: count(answer.mine.done), assigned: count(answer.mine.assigned) }));
    showProgress(await get("/api/coding"));
  } catch (problem) {
    form ??= given;
    complain(problem);
  }
}

function showProgress({ coders, comments }) {
  const lines = coders.map(({ coder, assigned, done }) => make("div", { class: "two" }, make("span", { dir: "auto", text: `${own(coder)}: ${word("coding.done_of", { done: count(done), assigned: count(assigned) })}` }), make("progress", { max: String(assigned), value: done, "aria-label": coder })));
  const done = comments.filter((one) => one.done).map(({ comment }) => [comment, comment]);
  const again = select([["", word("query.any")], ...done], "", (id) => { show({ comment: id || null }); renderCoding(at("main")); }, { id: "again" });
  at("progress").hidden = !coders.length;
  at("progress").replaceChildren(make("h2", { id: "progress-title", text: word("coding.progress") }), ...lines, done.length ? field(word("coding.again"), again) : "");
}

function assignPanel() {
  const names = make("input", { id: "coders", type: "text", maxlength: "400", dir: "auto", value: desk.session.name ?? "" });
  const many = make("input", { id: "many", type: "number", min: "1", max: "10000", value: "50" });
  const language = select([["", word("query.any")], ...servedLanguages().map(({ code, name }) => [code, name])], "", () => {}, { id: "assign-language" });
  const form = make("form", { class: "two" }, field(word("coding.coders"), names, word("coding.coders_hint")), field(word("coding.many"), many), field(word("one.language"), language), make("div", { class: "line" }, make("button", { type: "submit", text: word("coding.assign") })));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const coders = names.value.split(/[,\u060c;]/).map((name) => name.trim()).filter(Boolean);
      const answer = await tellAs("/api/coding/assign", { coders, count: Number(many.value), language: language.value || null, seed: 0 });
      if (answer === null) return;
      await renderCoding(at("main"));
      tell(word("coding.assigned", { count: count(answer.assigned) }));
    } catch (problem) {
      complain(problem);
    }
  });
  return make("details", { class: "panel", id: "assign" }, make("summary", { text: word("coding.give_out") }), make("p", { class: "note", text: word("coding.give_out_hint") }), form);
}

/** The keys of the view. */
export function codingKeys() {
  const key = (name, text, run) => ({ key: name, text, run });
  const sides = desk.constants.polarities.map(({ id, name }, place) => key(String(place + 1), name, () => form?.choose(id)));
  return [{ title: word("coding.title"), keys: [
    ...sides, key("t", word("one.add_theme"), () => document.getElementById("theme-picker")?.focus()), key("0", word("coding.no_theme"), () => document.getElementById("no-theme")?.click()),
    key("w", word("coding.note"), () => document.getElementById("note")?.focus()), key("s", word("coding.save"), saveLabels),
  ] }];
}
