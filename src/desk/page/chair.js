// Who sits at the desk, and in which language it speaks.

import { button, field, make, select } from "./elements.js";
import { post } from "./api.js";
import { desk, introduce } from "./desk.js";
import { openDialog } from "./dialog.js";
import { complain } from "./said.js";
import { word } from "./words.js";

/** What changes when name or language do. */
let renew = async () => {};

export function onChair(then) {
  renew = then;
}

/** Asks for name and label language; resolves to true when a name was given. */
export function askName() {
  return new Promise((resolve) => {
    let given = false;
    const dialog = openDialog(word("chair.title"), "small", () => resolve(given));
    const name = make("input", { id: "name", type: "text", maxlength: "80", autocomplete: "off", dir: "auto", value: desk.session.name ?? "" });
    const own = new Intl.DisplayNames([desk.constants.labels], { type: "language" });
    const labels = select(desk.constants.label_languages.map(({ code }) => [code, own.of(code)]), desk.session.labels, () => {}, { id: "labels" });
    const form = make("form", { class: "two", id: "chair" }, field(word("chair.name"), name, word("chair.name_hint")), field(word("chair.labels"), labels, word("chair.labels_hint")));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await introduce({ ...(name.value.trim() ? { name: name.value.trim() } : {}), labels: labels.value });
        given = desk.session.name !== null;
        dialog.close();
        await renew();
      } catch (problem) {
        complain(problem);
      }
    });
    dialog.body.append(form);
    dialog.foot.append(button(word("frame.cancel"), dialog.close), make("button", { type: "submit", form: "chair", class: "first", text: word("frame.keep") }));
    name.select();
  });
}

/** Tells the program something in a name; asks for the name first where there is none yet. Null if none was given. */
export async function tellAs(path, body) {
  if (desk.session.name === null && !(await askName())) return null;
  return post(path, body);
}
