// From words in a comment to a line of a list: what it would be, what it would gain and lose, and only then saving it.

import { button, field, isolated, make, select } from "./elements.js";
import { combobox } from "./combobox.js";
import { tellAs } from "./chair.js";
import { desk, servedLanguages, spoken, themeLabel, themeOptions } from "./desk.js";
import { openDialog } from "./dialog.js";
import { examples } from "./queue.js";
import { complain, say, tell } from "./said.js";
import { count, day, valence, word, wordOf } from "./words.js";

/** Strengths to choose from, in hundredths; the lists know finer ones. */
const STRENGTHS = [-400, -300, -200, -100, 100, 200, 300, 400];
/** Words of a comment that can be picked by keys. */
const MOST_WORDS = 120;

/** Opens the proposal of a term from a comment; `selected` are the words that were selected in it. */
export function propose(comment, selected) {
  const dialog = openDialog(word("term.title"), "propose");
  const served = servedLanguages().map(({ code, name }) => [code, name]);
  const language = served.some(([code]) => code === comment.item.language) ? comment.item.language : served[0][0];
  const wanted = { language, term: selected, kind: "theme", theme: null, polarity: "", valence: -200, note: "" };
  let tried = null;

  const term = make("input", { id: "term", type: "text", maxlength: "200", dir: "auto", value: selected });
  const result = make("div", { id: "term-result", role: "status" });
  const save = button(word("term.save"), () => keepTerm(), { id: "term-save", class: "first", disabled: true });
  const attempt = button(word("term.try"), () => tryTerm(), { id: "term-try" });
  const meaning = make("div", { class: "two" });

  const set = (part) => {
    Object.assign(wanted, part);
    tried = null;
    save.disabled = true;
    result.replaceChildren();
  };
  term.addEventListener("input", () => set({ term: term.value }));

  const body = () => ({
    language: wanted.language, term: wanted.term.trim(), pos: "", paradigm: "", note: wanted.note,
    meaning: wanted.kind === "theme" ? { theme: wanted.theme, polarity: wanted.polarity || null } : { valence: wanted.valence },
  });

  async function tryTerm() {
    if (!wanted.term.trim() || (wanted.kind === "theme" && !wanted.theme)) return say(word("term.incomplete"));
    const asked = JSON.stringify(wanted);
    attempt.disabled = true;
    result.replaceChildren(make("p", { class: "note", text: word("term.trying") }));
    try {
      const answer = await dialog.during(tellAs("/api/term/try", { ...body(), from_comment: comment.item.id }));
      if (answer === null) result.replaceChildren();
      else if (asked === JSON.stringify(wanted)) showTried(answer);
    } catch ({ problem, help }) {
      result.replaceChildren(make("p", { class: "problem", text: `${problem} ${help ?? ""}` }));
    } finally {
      attempt.disabled = false;
    }
    return undefined;
  }

  function showTried(answer) {
    tried = answer;
    result.replaceChildren(...outcome(answer));
    save.disabled = answer.findings.length > 0 || answer.own_lexicons === null;
  }

  async function keepTerm() {
    save.disabled = true;
    try {
      const answer = await dialog.during(tellAs("/api/term/save", { ...body(), token: tried.token }));
      if (answer === null) return;
      dialog.close();
      tell(word("term.saved", { path: answer.path }));
    } catch (problem) {
      complain(problem);
    }
  }

  function drawMeaning() {
    const theme = () => [
      make("div", { class: "field" }, make("span", { text: word("query.theme") }), combobox({ id: "term-theme", label: word("query.theme"), placeholder: word("query.theme_hint"), options: themeOptions(), keep: true, chosen: wanted.theme, choose: (id) => set({ theme: id }) })),
      field(word("term.judgement"), select([["", word("term.no_judgement")], ["positive", wordOf("polarity", "positive")], ["negative", wordOf("polarity", "negative")]], wanted.polarity, (polarity) => set({ polarity }), { id: "term-side" })),
    ];
    const feeling = () => [field(word("why.strength"), select(STRENGTHS.map((hundredths) => [String(hundredths), valence(hundredths)]), String(wanted.valence), (value) => set({ valence: Number(value) }), { id: "term-valence" }), word("term.strength_hint"))];
    meaning.replaceChildren(...(wanted.kind === "theme" ? theme() : feeling()));
  }

  const kinds = [["theme", word("term.of_theme")], ["valence", word("term.of_feeling")]];
  const note = make("input", { id: "term-note", type: "text", maxlength: "200", dir: "auto" });
  note.addEventListener("input", () => set({ note: note.value }));
  drawMeaning();
  dialog.body.append(
    wordPicker(comment, (text) => { term.value = text; set({ term: text }); }),
    make("div", { class: "two" },
      field(word("term.term"), term, word("term.term_hint")), field(word("one.language"), select(served, language, (code) => set({ language: code }), { id: "term-language" })),
      field(word("term.stands_for"), select(kinds, "theme", (kind) => { set({ kind }); drawMeaning(); }, { id: "term-kind" })), field(word("term.note"), note)),
    meaning, result);
  dialog.foot.append(button(word("frame.cancel"), dialog.close), attempt, save);
  term.focus();
}

/** The words of the comment as buttons: the first that is pressed begins the term, the next one ends it. */
function wordPicker(comment, choose) {
  const { text } = comment.item;
  const found = [...text.matchAll(/[\p{L}\p{M}\p{N}'\u2019-]+/gu)].slice(0, MOST_WORDS);
  let [first, last] = [null, null];
  const press = (place) => {
    [first, last] = first === null || first !== last ? [place, place] : [Math.min(first, place), Math.max(first, place)];
    buttons.forEach((one, other) => one.setAttribute("aria-pressed", String(first <= other && other <= last)));
    choose(found.slice(first, last + 1).map(([letters]) => letters).join(" ").toLocaleLowerCase(comment.item.language));
  };
  const step = (event, place) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const forward = event.key.startsWith("Arrow") && getComputedStyle(event.target).direction === "rtl" && /Left|Right/.test(event.key) ? -by : by;
    const next = (place + forward + buttons.length) % buttons.length;
    buttons[place].tabIndex = -1;
    buttons[next].tabIndex = 0;
    buttons[next].focus();
  };
  const buttons = found.map(([letters], place) => make("button", { type: "button", "aria-pressed": "false", tabindex: place ? "-1" : "0", text: letters, onclick: () => press(place), onkeydown: (event) => step(event, place) }));
  return make("div", { class: "words", role: "group", "aria-label": word("term.pick"), ...spoken(comment.item) }, buttons);
}

/** The line, what the checks say, what would be gained and lost. */
function outcome(answer) {
  const line = make("code", { class: "line-of-list", id: "term-line", dir: "ltr", text: answer.line });
  const findings = answer.findings.map(({ file, line: number, problem, help }) => make("p", { class: "problem" }, make("code", { text: `${file}:${number}` }), ` ${problem} ${help}`));
  const days = answer.days ? ` (${day(answer.days[0])} \u2013 ${day(answer.days[1])})` : "";
  const over = `${word("term.over", { count: count(answer.comments) })}${days} ${word("term.changed", { count: count(answer.changed) })}`;
  const none = answer.own_lexicons === null ? make("p", { class: "problem", text: word("term.no_folder") }) : null;
  return [
    make("h3", {}, word("term.line"), " ", make("code", { text: answer.path })), line,
    findings.length ? findings : make("p", { class: "good", text: word("term.clean") }), none,
    make("h3", { text: word("term.effect") }), make("p", { id: "term-effect", text: over }), answer.themes.map(themeEffect), answer.sentiments.length ? feelings(answer) : null,
  ].flat().filter(Boolean);
}

function themeEffect({ theme, gained, lost, turned, ...items }) {
  const part = (name, sign, number) => number ? [make("p", {}, make("span", { class: sign, text: word(`term.${name}`, { count: count(number) }) })), examples(items[`${name}_examples`])] : [];
  return make("details", { "data-theme": theme, open: gained + lost > 0 }, make("summary", {}, isolated(themeLabel(theme)), ` +${count(gained)} \u2212${count(lost)}${turned ? ` \u21c4${count(turned)}` : ""}`),
    part("gained", "gain", gained), part("lost", "loss", lost), part("turned", "", turned));
}

function feelings({ sentiments, sentiment_examples: items }) {
  const lines = sentiments.map(({ before, after, comments }) => make("li", { text: `${wordOf("polarity", before)} \u2192 ${wordOf("polarity", after)}: ${count(comments)}` }));
  return make("details", { open: true }, make("summary", { text: word("one.sentiment") }), make("ul", { class: "examples" }, lines), examples(items));
}
