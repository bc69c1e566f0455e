// Corrections and their undoing.

import { changeText } from "./desk.js";
import { tellAs } from "./chair.js";
import { complain, tell } from "./said.js";
import { count, listed, word } from "./words.js";

/** Batches that were made since the page was opened, the last at the end. */
const made = [];
let listener = () => {};

/** Calls when something was undone or changed in bulk, whatever it was. */
export function onUndone(then) {
  listener = then;
}

/** Saves changes of a comment; gives the comment as it is now, or null. */
export async function correct(comment, changes, why) {
  try {
    const answer = await tellAs("/api/correct", { comment, changes, why });
    if (answer === null) return null;
    keep(answer.batch, word("correct.saved", { what: listed(changes.map(changeText)) }));
    return answer.comment;
  } catch (problem) {
    complain(problem);
    return null;
  }
}

/** Says that a batch was saved, and offers to undo it. */
export function keep(batch, text) {
  made.push(batch);
  tell(text, { text: word("correct.undo"), key: "u", run: undoLast });
}

/** Undoes the last batch that was made here. */
export function undoLast() {
  const batch = made.pop();
  return batch === undefined ? tell(word("correct.nothing")) : undo({ batch });
}

/** Undoes an entry or a batch. */
export async function undo(which) {
  try {
    const answer = await tellAs("/api/undo", which);
    if (answer === null) return;
    if (which.batch) made.splice(0, made.length, ...made.filter((batch) => batch !== which.batch));
    tell(word("correct.undone", { count: count(answer.undone) }));
    await listener();
  } catch (problem) {
    complain(problem);
  }
}
