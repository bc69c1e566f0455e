// What people have said so far: batches that can be undone, corrections that should be looked at again, files to take along.

import { at, button, isolated, make, table } from "./elements.js";
import { get } from "./api.js";
import { asked, fragment, noQuery, shown } from "./address.js";
import { correct, undo } from "./correct.js";
import { changeText, desk, spoken } from "./desk.js";
import { complain } from "./said.js";
import { count, listed, moment, word, wordOf } from "./words.js";

const PAGE = 50;

/** Builds the view. */
export async function renderLog(main) {
  const sheet = make("div", { class: "sheet" });
  main.replaceChildren(sheet);
  try {
    const { offset } = shown;
    const [batches, conflicts] = await Promise.all([get("/api/batches", { offset, count: PAGE }), get("/api/conflicts", { offset: 0, count: PAGE })]);
    if (sheet.isConnected) sheet.replaceChildren(conflictPanel(conflicts), batchPanel(batches, offset), exportPanel());
  } catch (problem) {
    complain(problem);
  }
}

function panel(id, title, ...parts) {
  return make("section", { class: "panel", "aria-labelledby": id }, make("h2", { id, text: title }), ...parts);
}

function batchPanel({ total, batches }, offset) {
  if (!batches.length) return panel("batches", word("log.batches"), make("p", { class: "note", text: word("log.none") }));
  const rows = batches.map((batch) => [
    moment(batch.at), isolated(batch.author), make("span", { dir: "auto", text: listed(batch.changes.map(changeText)) }), isolated(batch.why), count(batch.comments),
    batch.standing && !batch.undo ? button(word("correct.undo"), () => undo({ batch: batch.batch }), { "aria-label": `${word("correct.undo")}: ${moment(batch.at)}` }) : make("small", { text: batch.undo ? "" : word("log.undone") }),
  ]);
  const head = ["log.when", "log.who", "log.what", "one.why", "log.comments", "correct.undo"].map((name) => word(name));
  const to = (next) => fragment({ view: "log", query: noQuery(), offset: next, comment: null });
  const pages = make("p", { class: "line" }, offset > 0 ? make("a", { href: to(Math.max(0, offset - PAGE)), text: word("queue.before") }) : null, offset + PAGE < total ? make("a", { href: to(offset + PAGE), text: word("queue.after") }) : null);
  return panel("batches", word("log.batches"), table({ caption: word("log.batches_caption", { count: count(total) }), head, rows }), pages);
}

function conflictPanel({ total, counts, conflicts }) {
  const told = Object.entries(counts).map(([status, number]) => make("span", { class: "tag", text: `${wordOf("status", status)}: ${count(number)}` }));
  const line = make("div", { class: "line" }, told);
  if (!conflicts.length) return panel("conflicts", word("log.conflicts"), line, make("p", { class: "note", text: word("log.no_conflicts") }));
  const rows = conflicts.map(({ correction, now, status, item }) => {
    const link = make("a", { href: fragment({ view: "review", query: noQuery(), offset: 0, comment: correction.comment }) }, isolated(item?.text ?? correction.comment, item ? spoken(item) : {}));
    return [link, changeText(correction), isolated(correction.author), now === null ? "\u2013" : changeText({ target: correction.target, value: now }), wordOf("status", status), make("div", { class: "line" }, item ? button(word("log.keep"), () => sayAgain(correction)) : null, button(word("correct.undo"), () => undo({ correction: correction.id })))];
  });
  const head = ["one.title", "log.what", "log.who", "log.now", "log.status", "correct.undo"].map((name) => word(name));
  return panel("conflicts", word("log.conflicts"), line, table({ caption: word("log.conflicts_caption", { count: count(total) }), head, rows }));
}

/** Says a correction again, of the comment as it is now: then it is settled. */
async function sayAgain({ comment, target, value, why }) {
  if (await correct(comment, [{ target, value }], why)) await renderLog(at("main"));
}

function exportPanel() {
  const query = encodeURIComponent(JSON.stringify(asked(shown.query)));
  const files = [["corrections", "corrections.jsonl"], ["comments_csv", `comments.csv?query=${query}`], ["comments_studio", `comments.label-studio.json?query=${query}`], ["interface", "interface.xml"], ["adjudicated", "adjudicated.jsonl"],
    ...(desk.session.name === null ? [] : [["coding_csv", "coding.csv"], ["coding_studio", "coding.label-studio.json"]])];
  const links = files.map(([name, path]) => make("li", {}, make("a", { href: `/api/export/${path}`, download: true, text: word(`export.${name}`) })));
  return panel("exports", word("export.title"), make("ul", { class: "examples" }, links));
}
