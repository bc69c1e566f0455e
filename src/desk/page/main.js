// Puts the page together, goes where the address says, and follows what happens beside it.

import { at, button, make } from "./elements.js";
import { Problem, get } from "./api.js";
import { renderAgreement } from "./agreement.js";
import { fragment, noQuery, onAddress, read, show, shown } from "./address.js";
import { askName, onChair } from "./chair.js";
import { codingKeys, renderCoding } from "./coding.js";
import { onUndone, undoLast } from "./correct.js";
import { desk, load } from "./desk.js";
import { listenTo, showKeys, startKeys } from "./keys.js";
import { renderLog } from "./log.js";
import { followAddress, refresh, renderReview, reviewKeys } from "./review.js";
import { complain } from "./said.js";
import { restoreScheme, schemeButton } from "./scheme.js";
import { count, own, word } from "./words.js";

/** How often the page asks what has happened. */
const EVERY = 5000;
/** How often it asks for as long as there is nothing to look at. */
const SOON = 300;
const VIEWS = { review: renderReview, log: renderLog, coding: renderCoding, agreement: renderAgreement };

let rendered = null;

function renderFrame() {
  document.title = `${desk.session.job} \u2013 verbatims`;
  at("job").textContent = desk.session.job;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  at("views").setAttribute("aria-label", word("frame.views"));
  const name = desk.session.name === null ? word("chair.title") : own(desk.session.name);
  at("tools").replaceChildren(button(name, askName, { id: "who", "aria-label": `${word("chair.title")}: ${desk.session.name ?? ""}` }), schemeButton(), button(word("keys.title"), showKeys, { key: "?", id: "keys" }));
}

function renderViews() {
  // What is looked for stays: the exports are of it, and the review comes back to it.
  const open = (event, view) => {
    event.preventDefault();
    show({ view, offset: 0, conflicts: 0, comment: null });
    go();
  };
  const links = Object.keys(VIEWS).map((view) => make("a", { href: fragment({ view, query: noQuery(), offset: 0, comment: null }), "aria-current": view === shown.view ? "page" : null, onclick: (event) => open(event, view), text: word(`view.${view}`) }));
  at("views").replaceChildren(...links);
}

/** Shows what the address says. Within the review the list stays as it is built. */
async function go() {
  renderViews();
  const general = { title: word("keys.everywhere"), keys: [{ key: "?", text: word("keys.title"), run: showKeys }] };
  const undo = { key: "u", text: word("correct.undo"), run: undoLast };
  const own = { review: reviewKeys, coding: codingKeys }[shown.view] ?? (() => [{ title: word(`view.${shown.view}`), keys: [undo] }]);
  listenTo([...own(), general]);
  if (shown.view === "review" && rendered === "review") return followAddress();
  rendered = shown.view;
  return VIEWS[shown.view](at("main"));
}

/** Draws everything anew: after another name, another language. */
async function renew() {
  await load();
  renderFrame();
  rendered = null;
  await go();
}

/** What a change elsewhere means for what is shown here. */
async function changed() {
  await follow();
  return shown.view === "review" ? refresh() : VIEWS[shown.view](at("main"));
}

/** Asks what has happened: a night may have been published. */
async function follow() {
  const before = desk.status;
  const next = await get("/api/status");
  // Somebody is saving: the numbers come the next time.
  if (next.busy && before !== null && before.generation !== null) return;
  desk.status = next;
  const { preparing, generation, problem } = next;
  const news = at("news");
  if (problem) {
    news.textContent = problem;
    news.hidden = false;
  } else if (preparing !== null) {
    news.textContent = word("frame.preparing", { done: count(preparing.done), of: count(preparing.of) });
    news.hidden = false;
  } else if (before !== null && before.generation !== generation) {
    news.replaceChildren(word("frame.night"), " ", button(word("frame.show"), () => { news.hidden = true; return renew(); }, { class: "plain" }));
    news.hidden = false;
  } else if (before?.preparing || before?.problem) news.hidden = true;
}

/** Follows for as long as the session lasts; a program that does not answer is asked again. */
async function watch() {
  try {
    if (!document.hidden) await follow();
  } catch (problem) {
    complain(problem);
    if (problem.code === "forbidden") return;
  }
  setTimeout(watch, EVERY);
}

/** Asks until there is something to look at. The words come with it, so until then there are numbers alone. */
async function ready() {
  const news = at("news");
  for (;;) {
    let pause = SOON;
    try {
      desk.status = await get("/api/status");
      const { generation, preparing, problem } = desk.status;
      news.hidden = generation !== null;
      if (generation !== null) return await load();
      news.textContent = problem ?? (preparing ? `${preparing.done} / ${preparing.of}` : "\u2026");
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code === "forbidden") throw problem;
      const gone = problem.code === "gone";
      news.textContent = gone ? "\u2026" : problem.problem;
      news.hidden = false;
      if (!gone) pause = EVERY;
    }
    await new Promise((then) => setTimeout(then, pause));
  }
}

async function start() {
  restoreScheme();
  await ready();
  renderFrame();
  read(Object.keys(VIEWS));
  show({}, { replace: true });
  onAddress(go);
  onChair(renew);
  onUndone(changed);
  startKeys();
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    at("main").focus();
  });
  await go();
  document.documentElement.dataset.ready = "true";
  setTimeout(watch, EVERY);
}

start().catch(complain);
