// The form for labels: what a person says of a comment without seeing what others said.

import { button, isolated, make, select } from "./elements.js";
import { combobox } from "./combobox.js";
import { labelAbove, servedLanguages, themeLabel, themeOptions } from "./desk.js";
import { sides } from "./tags.js";
import { word } from "./words.js";

/** No question is answered. */
export function noLabels() {
  return { language: null, sentiment: null, mentions: null };
}

/** A form for labels. `labels` of what it gives are the answers at any time; `choose` sets a polarity from outside. */
export function labelForm(given) {
  const labels = structuredClone(given ?? noLabels());
  const form = make("div", { class: "panel label-form" });

  const draw = (keep) => {
    form.replaceChildren(sentimentLine(), themesList(), pickerLine(), languageLine());
    if (keep) form.querySelector(`[data-keep="${CSS.escape(keep)}"]`)?.focus();
  };

  /** The polarity of the theme whose line has the focus, else of the whole comment. */
  const choose = (polarity) => {
    const theme = document.activeElement?.closest(".label-form li")?.dataset.theme;
    if (theme === undefined) labels.sentiment = polarity;
    else labels.mentions[theme] = polarity;
    draw(theme === undefined ? `sentiment:${polarity}` : `${theme}:${polarity}`);
  };

  const sentimentLine = () => make("div", { class: "line" }, make("span", { class: "name", text: word("one.sentiment") }),
    sides(word("one.sentiment"), labels.sentiment, (polarity) => { labels.sentiment = polarity; draw(`sentiment:${polarity}`); }, "sentiment"));

  const themesList = () => make("ul", { class: "tags" }, Object.entries(labels.mentions ?? {}).map(([theme, polarity]) => {
    const above = labelAbove(theme);
    const drop = () => { delete labels.mentions[theme]; if (!Object.keys(labels.mentions).length) labels.mentions = null; draw("no-theme"); };
    return make("li", { class: `is-${polarity}`, "data-theme": theme }, make("span", { class: "label" }, above ? [make("span", { class: "above" }, isolated(above)), " \u00b7 "] : null, isolated(themeLabel(theme))),
      sides(themeLabel(theme), polarity, (side) => { labels.mentions[theme] = side; draw(`${theme}:${side}`); }, theme),
      make("button", { type: "button", class: "plain away", "aria-label": word("one.take_away", { theme: themeLabel(theme) }), onclick: drop }, make("span", { "aria-hidden": "true", text: "\u00d7" })));
  }));

  const pickerLine = () => {
    const has = Object.keys(labels.mentions ?? {});
    const none = button(word("coding.no_theme"), () => { labels.mentions = none.getAttribute("aria-pressed") === "true" ? null : {}; draw("no-theme"); }, { "aria-pressed": String(labels.mentions !== null && !has.length), "data-keep": "no-theme", key: "0", id: "no-theme" });
    const add = (theme) => {
      const side = labels.sentiment ?? "neutral";
      labels.mentions = { ...labels.mentions, [theme]: side };
      draw(`${theme}:${side}`);
    };
    const picker = combobox({ id: "theme-picker", label: word("one.add_theme"), placeholder: word("one.add_theme_hint"), options: themeOptions().filter(({ value }) => !has.includes(value)), choose: add });
    return make("div", { class: "line" }, make("span", { class: "name", text: word("one.add_theme") }), picker, none);
  };

  const languageLine = () => make("div", { class: "line" }, make("span", { class: "name", text: word("one.language") }),
    select([["", word("coding.not_answered")], ...servedLanguages().map(({ code, name }) => [code, name])], labels.language ?? "", (code) => (labels.language = code || null), { id: "language", "aria-label": word("one.language") }));

  draw();
  return { form, labels, choose };
}
