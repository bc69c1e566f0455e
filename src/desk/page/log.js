// What people have said so far: batches that can be undone, corrections that should be looked at again, files to take along.

import { at, button, isolated, make, table } from "./elements.js";
import { get } from "./api.js";
import { asked, fragment, noQuery, show, shown } from "./address.js";
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
    const [batches, conflicts] = await Promise.all([page(sheet, "/api/batches", "offset"), page(sheet, "/api/conflicts", "conflicts")]);
    if (sheet.isConnected) sheet.replaceChildren(conflictPanel(conflicts), batchPanel(batches), exportPanel());
  } catch (problem) {
    complain(problem);
  }
}

/** The page of a list that the address names; the last where the list has become shorter. */
async function page(sheet, path, name) {
  const answer = await get(path, { offset: shown[name], count: PAGE });
  if (shown[name] === 0 || shown[name] < answer.total || !sheet.isConnected) return answer;
  show({ [name]: Math.floor(Math.max(0, answer.total - 1) / PAGE) * PAGE }, { replace: true });
  return get(path, { offset: shown[name], count: PAGE });
}

/** Links to the pages before and after, with the place between them; nothing where there is one page. */
function pager(name, of, total) {
  if (total <= PAGE && shown[name] === 0) return null;
  const first = shown[name];
  const to = (next, text) => make("a", { href: fragment({ ...shown, [name]: next }), "aria-label": `${text}: ${of}`, text });
  const place = word("queue.page", { first: count(first + 1), last: count(Math.min(first + PAGE, total)), count: count(total) });
  return make("nav", { class: "line", "aria-label": of },
    first > 0 ? to(Math.max(0, first - PAGE), word("queue.before")) : null, make("span", { text: place }), first + PAGE < total ? to(first + PAGE, word("queue.after")) : null);
}

function panel(id, title, ...parts) {
  return make("section", { class: "panel", "aria-labelledby": id }, make("h2", { id, text: title }), ...parts);
}

function batchPanel({ total, batches }) {
  if (!batches.length) return panel("batches", word("log.batches"), make("p", { class: "note", text: word("log.none") }));
  const rows = batches.map((batch) => [
    moment(batch.at), isolated(batch.author), make("span", { dir: "auto", text: listed(batch.changes.map(changeText)) }), isolated(batch.why), count(batch.comments),
    batch.standing && !batch.undo ? button(word("correct.undo"), () => undo({ batch: batch.batch }), { "aria-label": `${word("correct.undo")}: ${moment(batch.at)}` }) : make("small", { text: batch.undo ? "" : word("log.undone") }),
  ]);
  const head = ["log.when", "log.who", "log.what", "one.why", "log.comments", "correct.undo"].map((name) => word(name));
  return panel("batches", word("log.batches"), table({ caption: word("log.batches_caption", { count: count(total) }), head, rows }), pager("offset", word("log.batches"), total));
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
  return panel("conflicts", word("log.conflicts"), line, table({ caption: word("log.conflicts_caption", { count: count(total) }), head, rows }), pager("conflicts", word("log.conflicts"), total));
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
