// The review: a list of what is worth a look, and one comment of it.

import { at, make } from "./elements.js";
import { get, post } from "./api.js";
import { asked, show, shown } from "./address.js";
import { bulkTag } from "./bulk.js";
import { choosePolarity, current, onRenewed, proposeSelected, showComment } from "./comment.js";
import { undoLast } from "./correct.js";
import { desk } from "./desk.js";
import { toEvidence } from "./evidence.js";
import { PAGE, chosen, markCurrent, queueParts, renderChosen, renderQueue, replaceEntry, toggleChosen } from "./queue.js";
import { queryParts, refreshFilters, renderQuery, toggleFilters } from "./query.js";
import { complain, say } from "./said.js";
import { word } from "./words.js";

let list = { total: 0, offset: 0, comments: [] };
const narrow = matchMedia("(max-width: 56rem)");
/** Counts the requests for lists and for comments: only the answer to the last of each is shown. */
let asks = { list: 0, comment: 0 };

/** Builds the view. */
export async function renderReview(main) {
  main.replaceChildren(make("div", { class: "review" },
    make("section", { class: "found", "aria-label": word("queue.label") }, queryParts(setQuery), queueParts({ bulk, reorder: (order) => setQuery({ ...shown.query, order }), turn })),
    make("section", { id: "one", class: "one", tabindex: "-1", "aria-label": word("one.title"), "aria-live": "off" })));
  onRenewed((comment) => {
    const place = placeOf(comment.item.id);
    if (place < 0) return;
    list.comments[place] = comment.item;
    replaceEntry(place, comment.item, open);
  });
  showComment(null);
  await refresh();
}

/** What the address says, after back, forward or a link. */
export async function followAddress() {
  await refresh();
  refreshFilters();
}

function setQuery(query) {
  show({ query, offset: 0, comment: null });
  refresh();
  refreshFilters();
}

/** Asks for the list anew, and for the comment that is shown. */
export async function refresh() {
  renderQuery();
  const ask = (asks.list += 1);
  try {
    const next = await post("/api/comments", { query: asked(shown.query), offset: shown.offset, count: PAGE });
    if (ask !== asks.list || shown.view !== "review") return;
    list = next;
    renderQueue(list, open);
    say(at("total").textContent);
    const wanted = shown.comment ?? list.comments[0]?.id ?? null;
    await load(wanted);
  } catch (problem) {
    if (ask === asks.list) complain(problem);
  }
}

const placeOf = (id) => list.comments.findIndex((item) => item.id === id);

async function load(id, { focus = false } = {}) {
  const ask = (asks.comment += 1);
  const place = placeOf(id);
  markCurrent(place, { focus });
  show({ comment: id }, { replace: true });
  if (id === null) return showComment(null);
  try {
    const comment = await get("/api/comment", { id });
    if (ask === asks.comment && shown.view === "review") showComment(comment);
  } catch (problem) {
    complain(problem);
  }
  return undefined;
}

async function open(place) {
  await load(list.comments[place].id);
  // One column: the comment stands below the list.
  if (narrow.matches) at("one").scrollIntoView();
}

/** Goes on in the list, over its pages. */
async function step(by) {
  const next = placeOf(shown.comment) + by;
  if (next >= 0 && next < list.comments.length) return load(list.comments[next].id, { focus: true });
  if (next >= 0 && list.offset + list.comments.length >= list.total) return say(word("queue.end"));
  if (next < 0 && list.offset === 0) return say(word("queue.start"));
  return turn(by, { focus: true });
}

async function turn(by, { focus = false } = {}) {
  const offset = Math.max(0, shown.offset + by * PAGE);
  if (offset >= list.total) return;
  show({ offset, comment: null });
  await refresh();
  // Back over the edge of a page means its last comment.
  const place = by < 0 && focus ? list.comments.length - 1 : 0;
  if (focus && list.comments[place]) await load(list.comments[place].id, { focus });
}

/** Tags what is chosen, else all that is found. */
function bulk() {
  const ids = [...chosen];
  bulkTag(ids.length ? { comments: ids } : { query: asked(shown.query) }, ids.length || list.total, () => {
    chosen.clear();
    renderChosen();
    return refresh();
  });
}

/** The keys of the view. */
export function reviewKeys() {
  const key = (name, text, run) => ({ key: name, text, run });
  const sides = desk.constants.polarities.map(({ id, name }, place) => key(String(place + 1), name, () => choosePolarity(id)));
  return [
    { title: word("keys.list"), keys: [
      key("j", word("keys.next"), () => step(1)), key("k", word("keys.previous"), () => step(-1)),
      key("]", word("queue.after"), () => turn(1)), key("[", word("queue.before"), () => turn(-1)),
      key("/", word("query.search_label"), () => at("search").select()), key("f", word("query.filters"), toggleFilters),
      key("x", word("queue.choose"), () => shown.comment && toggleChosen(shown.comment)), key("b", word("bulk.open"), bulk),
    ] },
    { title: word("keys.comment"), keys: [
      key("t", word("one.add_theme"), () => document.getElementById("theme-picker")?.focus()), ...sides,
      key("l", word("one.language"), () => document.getElementById("language")?.focus()), key("w", word("one.why"), () => document.getElementById("why")?.focus()),
      key("e", word("keys.evidence"), toEvidence), key("p", word("one.propose"), () => current() && proposeSelected()), key("u", word("correct.undo"), undoLast),
    ] },
  ];
}
