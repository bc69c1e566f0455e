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

/** What is under way: each change waits for the one before it, however fast the keys are. */
let going = Promise.resolve();

function inTurn(work) {
  going = going.then(work).catch(complain);
  return going;
}

/** Saves changes of a comment; gives the comment as it is now, or nothing. */
export function correct(comment, changes, why) {
  return inTurn(async () => {
    const answer = await tellAs("/api/correct", { comment, changes, why });
    if (answer === null) return undefined;
    keep(answer.batch, word("correct.saved", { what: listed(changes.map(changeText)) }));
    return answer.comment;
  });
}

/** Says that a batch was saved, and offers to undo it. */
export function keep(batch, text) {
  made.push(batch);
  tell(text, { text: word("correct.undo"), key: "u", run: undoLast });
}

/** Undoes the last batch that was made here. */
export function undoLast() {
  return inTurn(() => (made.length ? undone({ batch: made.pop() }) : tell(word("correct.nothing"))));
}

/** Undoes an entry or a batch. */
export function undo(which) {
  return inTurn(() => undone(which));
}

async function undone(which) {
  const answer = await tellAs("/api/undo", which);
  if (answer === null) return;
  if (which.batch) made.splice(0, made.length, ...made.filter((batch) => batch !== which.batch));
  tell(word("correct.undone", { count: count(answer.undone) }));
  await listener();
}
