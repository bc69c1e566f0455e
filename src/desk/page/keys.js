// Keys: each view says which it listens to. None does anything while somebody types.

import { button, make } from "./elements.js";
import { openDialog } from "./dialog.js";
import { word } from "./words.js";

let groups = [];

/** Sets the keys: groups with a title and `{ key, text, run }`. Keys are compared as they are typed. */
export function listenTo(next) {
  groups = next;
}

/** True where letters are typed as letters. */
function isTyping(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=combobox]") !== null;
}

/** Starts listening. */
export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (isTyping(event.target)) {
      // Whoever has come into a field by a key gets out of it by one.
      if (event.key === "Escape") event.target.blur();
      return;
    }
    // A button that has the focus is pressed by these, and nothing else.
    if ((event.key === "Enter" || event.key === " ") && event.target.closest("button, a, summary, [role=button]")) return;
    const found = groups.flatMap(({ keys }) => keys).find(({ key }) => key === event.key);
    if (!found) return;
    event.preventDefault();
    found.run();
  });
}

/** The keys in a dialog. */
export function showKeys() {
  const list = groups.map(({ title, keys }) => make("section", {}, make("h3", { text: title }),
    make("dl", { class: "keys" }, keys.map(({ key, text }) => [make("dt", {}, make("kbd", { text: key })), make("dd", { text })]).flat())));
  const dialog = openDialog(word("keys.title"), "keys-dialog");
  dialog.body.append(make("div", { class: "key-groups" }, list));
  dialog.foot.append(button(word("frame.close"), dialog.close, { class: "first" }));
}
