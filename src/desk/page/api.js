// What the program is asked and told. Everything goes to where the page came from.

import { word } from "./words.js";

/** What went wrong, in words for the reader. */
export class Problem extends Error {
  constructor({ code, problem, help }) {
    super(problem);
    Object.assign(this, { code, problem, help });
  }
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, { ...options, credentials: "same-origin", cache: "no-store" });
  } catch {
    throw new Problem({ code: "gone", problem: word("frame.gone"), help: word("frame.gone_help") });
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(body.error ?? { code: String(answer.status), problem: answer.statusText });
  return body;
}

/** Asks; `values` go into the address. */
export function get(path, values = {}) {
  const pairs = new URLSearchParams(values).toString();
  return ask(pairs ? `${path}?${pairs}` : path, {});
}

/** Tells. */
export function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}
