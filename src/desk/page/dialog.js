// A dialog over the page. The browser holds the focus in it and gives it back after.

import { freshId, make } from "./elements.js";
import { word } from "./words.js";

/** Opens a dialog with a title; gives its body, its foot for buttons, how to close it and how to wait in it. `onclose` runs after. */
export function openDialog(title, name, onclose = () => {}) {
  const id = freshId("dialog");
  const body = make("div", { class: "dialog-body" });
  const foot = make("div", { class: "dialog-foot" });
  const dialog = make("dialog", { class: name, "aria-labelledby": id });
  const close = () => dialog.close();
  const away = make("button", { type: "button", class: "plain away", onclick: close, "aria-label": word("frame.close") }, make("span", { "aria-hidden": "true", text: "\u00d7" }));
  dialog.append(make("div", { class: "dialog-head" }, make("h2", { id, text: title }), away), body, foot);
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose();
  });
  document.body.append(dialog);
  dialog.showModal();
  /** Says that the dialog is at work until what it waits for has come. */
  const during = async (work) => {
    dialog.setAttribute("aria-busy", "true");
    try {
      return await work;
    } finally {
      dialog.setAttribute("aria-busy", "false");
    }
  };
  return { dialog, body, foot, close, during };
}
