// What the page says of what happened: for the eye in a corner, for the ear in a live region.

import { at, button, make } from "./elements.js";

const LONG = 12_000;
let going = null;

/** Says a line aloud without showing it. */
export function say(text) {
  at("said").textContent = text;
}

/** Shows and says a line; `action` is a pair of words and what it does. */
export function tell(text, action = null) {
  show("toast", text, action);
  say(text);
  going = setTimeout(hush, LONG);
}

/** Shows what went wrong, with its remedy, until it is put away. */
export function complain({ problem, help }) {
  show("toast is-problem", help ? `${problem} ${help}` : problem, null);
  say(help ? `${problem} ${help}` : problem);
}

/** Takes away what was shown. */
export function hush() {
  at("toasts").replaceChildren();
}

function show(kind, text, action) {
  clearTimeout(going);
  const act = action && button(action.text, () => { hush(); action.run(); }, { key: action.key, class: "plain" });
  const away = make("button", { type: "button", class: "plain away", onclick: hush, "aria-label": "\u00d7" }, make("span", { "aria-hidden": "true", text: "\u00d7" }));
  at("toasts").replaceChildren(make("div", { class: kind }, make("p", { text }), act, away));
}
