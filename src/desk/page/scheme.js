// The colours: those of the system unless the reader chose the others. The choice is kept by the browser.

import { button } from "./elements.js";
import { word } from "./words.js";

const KEPT = "verbatims.scheme";
const system = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;

const isDark = () => (root.dataset.scheme ?? (system.matches ? "dark" : "light")) === "dark";

/** Sets what was chosen before. */
export function restoreScheme() {
  const kept = localStorage.getItem(KEPT);
  if (kept === "dark" || kept === "light") root.dataset.scheme = kept;
}

/** The button that changes it. */
export function schemeButton() {
  const press = button("", () => {
    root.dataset.scheme = isDark() ? "light" : "dark";
    localStorage.setItem(KEPT, root.dataset.scheme);
    name();
  }, { id: "scheme" });
  const name = () => (press.firstChild.textContent = word(isDark() ? "frame.light" : "frame.dark"));
  system.addEventListener("change", name);
  name();
  return press;
}
