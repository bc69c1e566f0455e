// A text field that finds one of many, after the combobox pattern of the ARIA practices (editable, with a list).

import { freshId, isolated, make } from "./elements.js";
import { count, folded, word } from "./words.js";
import { say } from "./said.js";

/** Most options shown at a time: more are found by typing. */
const MOST = 60;

/**
 * `options` are `{ value, label, above, note }`, where `above` is the label that it belongs under. `choose` gets the value
 * when one is chosen, and the field is blank again; with `keep` it shows what was chosen, and `choose` gets null when the
 * field is cleared.
 */
export function combobox({ label, options, choose, placeholder = "", keep = false, chosen = null, id = freshId("combobox") }) {
  const listId = `${id}-list`;
  const list = make("ul", { id: listId, role: "listbox", "aria-label": label, hidden: true });
  const input = make("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder, "aria-label": label,
    "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list", dir: "auto",
  });
  const texts = options.map(({ label: named, above, search = [] }) => folded([above ?? "", named, ...search].join(" ")));
  const labelOf = (value) => options.find((option) => option.value === value)?.label ?? "";
  let active = -1;
  let shown = [];
  let held = chosen;
  input.value = keep ? labelOf(held) : "";

  function matching() {
    const wanted = folded(input.value).split(/\s+/).filter(Boolean);
    if (keep && held !== null && input.value === labelOf(held)) return options;
    return options.filter((_, place) => wanted.every((part) => texts[place].includes(part)));
  }

  function open() {
    const found = matching();
    shown = found.slice(0, MOST);
    active = shown.length && input.value ? 0 : -1;
    list.replaceChildren(...shown.map((option, place) => make("li", {
      id: `${listId}-${place}`, role: "option", "aria-selected": "false",
      // The press must not take the focus from the field.
      onpointerdown: (event) => { event.preventDefault(); take(option); },
    }, option.above ? make("span", { class: "above" }, isolated(option.above)) : null, isolated(option.label), option.note ? make("small", { text: option.note }) : null)));
    if (!shown.length) list.append(make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false", text: word("picker.none") }));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
    say(word("picker.found", { count: count(found.length) }));
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function mark() {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${listId}-${active}`);
    return list.children[active].scrollIntoView({ block: "nearest" });
  }

  function take(option) {
    held = option.value;
    input.value = keep ? option.label : "";
    close();
    choose(option.value);
  }

  function step(by) {
    if (list.hidden) open();
    else if (shown.length) active = (active + by + shown.length + (active < 0 && by < 0 ? 1 : 0)) % shown.length;
    if (active < 0 && shown.length) active = by > 0 ? 0 : shown.length - 1;
    mark();
  }

  input.addEventListener("input", () => {
    if (keep && input.value === "" && held !== null) {
      held = null;
      choose(null);
    }
    open();
  });
  input.addEventListener("click", () => list.hidden && open());
  input.addEventListener("blur", () => {
    close();
    input.value = keep ? labelOf(held) : "";
  });
  input.addEventListener("keydown", (event) => {
    const acts = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Enter: () => (!list.hidden && active >= 0 ? take(shown[active]) : undefined),
      Escape: () => {
        input.value = keep ? labelOf(held) : "";
        return close();
      },
    };
    // With nothing open, Escape belongs to what is around: a dialog, the page.
    if (!acts[event.key] || event.isComposing || (event.key === "Escape" && list.hidden)) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  });
  return make("div", { class: "combobox" }, input, list);
}
