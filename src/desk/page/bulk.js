// Tagging many comments in one go: first what it would do, then doing it, then undoing it if need be.

import { button, field, make, select } from "./elements.js";
import { post } from "./api.js";
import { combobox } from "./combobox.js";
import { tellAs } from "./chair.js";
import { keep } from "./correct.js";
import { desk, servedLanguages, themeOptions } from "./desk.js";
import { openDialog } from "./dialog.js";
import { examples } from "./queue.js";
import { complain, say } from "./said.js";
import { count, word } from "./words.js";

/** Asks what to tag; `which` is a query or a list of comments, of which there are `many`. */
export function bulkTag(which, many, done) {
  const dialog = openDialog(which.comments ? word("bulk.title_chosen", { count: count(many) }) : word("bulk.title_found", { count: count(many) }), "bulk");
  const wanted = { theme: null, side: "negative", sentiment: "", language: "" };
  let seen = null;
  const result = make("div", { id: "bulk-result", role: "status" });
  const why = make("input", { id: "bulk-why", type: "text", maxlength: "500", dir: "auto" });
  const preview = button(word("bulk.preview"), () => look(), { id: "bulk-preview" });
  const apply = button(word("bulk.apply"), () => save(), { id: "bulk-apply", class: "first", disabled: true });

  const changes = () => [
    ...(wanted.theme ? [{ target: `theme:${wanted.theme}`, value: wanted.side }] : []),
    ...(wanted.sentiment ? [{ target: "sentiment", value: wanted.sentiment }] : []),
    ...(wanted.language ? [{ target: "language", value: wanted.language }] : []),
  ];

  /** What was previewed is no longer what is asked for. */
  const set = (part) => {
    Object.assign(wanted, part);
    forget();
  };

  function forget() {
    seen = null;
    apply.disabled = true;
    result.replaceChildren();
  }

  async function look() {
    if (!changes().length) return say(word("bulk.nothing"));
    const asked = JSON.stringify(wanted);
    try {
      const answer = await dialog.during(post("/api/bulk/preview", { ...which, changes: changes() }));
      if (asked === JSON.stringify(wanted)) showPreview(answer);
    } catch (problem) {
      showProblem(problem);
    }
    return undefined;
  }

  function showPreview(answer) {
    seen = answer;
    const text = word("bulk.would", { change: count(answer.would_change), total: count(answer.total), already: count(answer.already) });
    result.replaceChildren(make("p", { class: "good", text }), answer.examples.length ? make("p", { class: "note", text: word("bulk.examples") }) : "", examples(answer.examples));
    apply.disabled = answer.would_change === 0;
    apply.firstChild.textContent = word("bulk.apply_count", { count: count(answer.would_change) });
  }

  function showProblem({ problem, help }) {
    forget();
    result.replaceChildren(make("p", { class: "problem", text: `${problem} ${help ?? ""}` }));
  }

  async function save() {
    apply.disabled = true;
    try {
      const answer = await dialog.during(tellAs("/api/bulk/apply", { ...which, changes: changes(), why: why.value, token: seen.token }));
      if (answer === null) return;
      dialog.close();
      keep(answer.batch, word("bulk.saved", { count: count(answer.comments) }));
      await done();
    } catch (problem) {
      if (problem.code === "changed") showProblem(problem);
      else complain(problem);
    }
  }

  const polarities = desk.constants.polarities.map(({ id, name }) => [id, name]);
  const same = ["", word("bulk.as_it_is")];
  const picker = combobox({ id: "bulk-theme", label: word("one.add_theme"), placeholder: word("one.add_theme_hint"), options: themeOptions(), keep: true, choose: (theme) => set({ theme }) });
  dialog.body.append(
    make("div", { class: "two" },
      make("div", { class: "field" }, make("span", { text: word("one.add_theme") }), picker),
      field(word("bulk.side"), select([...polarities, ["none", word("bulk.take_away")]], wanted.side, (side) => set({ side }), { id: "bulk-side" })),
      field(word("one.sentiment"), select([same, ...polarities], "", (sentiment) => set({ sentiment }), { id: "bulk-sentiment" })),
      field(word("one.language"), select([same, ...servedLanguages().map(({ code, name }) => [code, name])], "", (language) => set({ language }), { id: "bulk-language" })),
      make("div", { class: "field" }, field(word("one.why"), why))),
    result);
  dialog.foot.append(button(word("frame.cancel"), dialog.close), preview, apply);
  picker.querySelector("input").focus();
}
