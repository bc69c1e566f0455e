// How far people agree, and what is decided where they do not.

import { at, button, field, isolated, make, table } from "./elements.js";
import { get } from "./api.js";
import { tellAs } from "./chair.js";
import { languageOf, targetText, themeLabel } from "./desk.js";
import { labelForm, noLabels } from "./labels.js";
import { complain, say, tell } from "./said.js";
import { count, figure, listed, ltr, moment, own, percent, word, wordOf } from "./words.js";

/** Builds the view. */
export async function renderAgreement(main) {
  const sheet = make("div", { class: "sheet" }, make("section", { id: "disputes", class: "panel", "aria-labelledby": "disputes-title" }), make("section", { id: "figures", class: "panel", "aria-labelledby": "figures-title" }));
  main.replaceChildren(sheet);
  try {
    const [disputes, figures] = await Promise.all([get("/api/disputes"), get("/api/agreement", { machine: "true" })]);
    if (!sheet.isConnected) return;
    showDisputes(disputes);
    showFigures(figures);
  } catch (problem) {
    complain(problem);
  }
}

/** A figure with its interval. */
function withInterval(one) {
  if (one === null) return "\u2013";
  const range = one.low === null || one.low === undefined ? "" : ltr(` (${figure(one.low)}\u2009\u2013\u2009${figure(one.high)})`);
  return `${ltr(figure(one.value))}${range}`;
}

function questionText(name) {
  return ["sentiment", "language"].includes(name) ? word(`one.${name}`) : themeLabel(name);
}

function coderText(name) {
  return name === "machine" ? word("one.machine") : own(name);
}

function showFigures({ coders, comments, scopes }) {
  const title = make("h2", { id: "figures-title", text: word("agreement.title") });
  if (!scopes.length || comments === 0) return at("figures").replaceChildren(title, make("p", { class: "note", text: word("agreement.none") }));
  const tables = scopes.map(({ name, comments: many, questions }) => {
    const scope = name === "all" ? word("agreement.all") : languageOf(name).name;
    const rows = questions.map((question) => [
      questionText(question.name), count(question.comments), count(question.given), withInterval(question.alpha),
      make("ul", { class: "examples" }, question.pairs.map(({ coders: pair, same, kappa }) => make("li", { text: `${listed(pair.map(coderText))}: ${withInterval(kappa)}, ${word("agreement.same", { share: percent(same) })}` }))),
    ]);
    const head = ["agreement.question", "log.comments", "agreement.given", "agreement.alpha", "agreement.kappa"].map((key) => word(key));
    return table({ caption: word("agreement.caption", { scope, count: count(many) }), head, rows });
  });
  return at("figures").replaceChildren(title, make("p", { class: "note", text: word("agreement.note", { coders: listed(coders.map(coderText)) }) }), ...tables);
}

function showDisputes({ open, decided, disputes, decisions }) {
  const told = make("p", { id: "disputes-left", role: "status", text: word("disputes.left", { open: count(open), decided: count(decided) }) });
  const first = disputes[0];
  const made = decisions.length ? make("details", {}, make("summary", { text: word("disputes.decisions") }), make("ul", { class: "examples" }, decisions.map(decision))) : "";
  at("disputes").replaceChildren(make("h2", { id: "disputes-title", text: word("disputes.title") }), told, ...(first ? dispute(first) : [make("p", { class: "note", text: word("disputes.none") })]), made);
}

function decision({ comment, coder, at: when, labels, note }) {
  return make("li", {}, isolated(comment.text, { dir: comment.direction }), ` \u2014 ${summary(labels)} \u00b7 ${own(coder)} \u00b7 ${moment(when)}`, note ? make("q", { dir: "auto", text: note }) : null);
}

/** Labels in a line. */
function summary({ sentiment, language, mentions }) {
  const themes = Object.entries(mentions ?? {}).map(([theme, polarity]) => `${themeLabel(theme)}: ${wordOf("polarity", polarity)}`);
  return [sentiment && wordOf("polarity", sentiment), language && languageOf(language).name, ...themes].filter(Boolean).join("; ");
}

/** A comment, what each said of it side by side, and the form for what is decided. */
function dispute({ comment, codings, differ }) {
  const form = labelForm(agreed(codings));
  const note = make("input", { id: "decision-note", type: "text", maxlength: "500", dir: "auto" });
  const take = (labels) => {
    const next = labelForm(labels);
    form.form.replaceWith(next.form);
    Object.assign(form, next);
  };
  const decide = async () => {
    try {
      const answer = await tellAs("/api/disputes/decide", { comment: comment.id, labels: form.labels, note: note.value });
      if (answer === null) return;
      await renderAgreement(at("main"));
      tell(word("disputes.saved", { open: count(answer.open) }));
      at("disputes").querySelector("button")?.focus();
    } catch (problem) {
      complain(problem);
    }
  };
  return [
    make("div", { class: "one-head" }, isolated(comment.id), make("span", { text: word("disputes.differ", { what: listed(differ.map(targetText)) }) })),
    make("blockquote", { id: "text", dir: comment.direction, text: comment.text }),
    make("div", { class: "pair" }, codings.map((coding) => side(coding, differ, () => { take(coding.labels); say(word("disputes.taken", { name: own(coding.coder) })); }))),
    make("h3", { text: word("disputes.decision") }), form.form, field(word("coding.note"), note),
    make("div", { class: "line" }, button(word("disputes.decide"), decide, { class: "first", id: "decide" })),
  ];
}

/** What all said alike; the rest is to be answered. */
function agreed(codings) {
  const [first, ...rest] = codings.map(({ labels }) => labels);
  const same = (key) => (rest.every((labels) => labels[key] === first[key]) ? first[key] : null);
  const themes = Object.entries(first.mentions ?? {}).filter(([theme, polarity]) => rest.every(({ mentions }) => mentions?.[theme] === polarity));
  return { ...noLabels(), language: same("language"), sentiment: same("sentiment"), mentions: themes.length ? Object.fromEntries(themes) : null };
}

function side({ coder, at: when, labels, note }, differ, take) {
  const line = (target, text) => make("p", { class: differ.includes(target) ? "differs" : null }, make("b", { text: `${targetText(target)}: ` }), text);
  const themes = Object.entries(labels.mentions ?? {}).map(([theme, polarity]) => line(`theme:${theme}`, make("span", { class: `tag is-${polarity}`, text: wordOf("polarity", polarity) })));
  return make("div", { class: "side" }, make("h3", {}, isolated(coder)), make("small", { text: moment(when) }),
    line("sentiment", labels.sentiment ? make("span", { class: `tag is-${labels.sentiment}`, text: wordOf("polarity", labels.sentiment) }) : word("coding.not_answered")),
    labels.language ? line("language", languageOf(labels.language).name) : null, themes.length ? themes : make("p", { text: labels.mentions ? word("coding.no_theme") : word("coding.not_answered") }),
    note ? make("q", { dir: "auto", text: note }) : null, button(word("disputes.take"), take, { "aria-label": word("disputes.take_of", { name: own(coder) }) }));
}
