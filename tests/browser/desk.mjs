// What the tests and the pictures of the desk share. Waits are for states of the page, never for time.
import assert from "node:assert/strict";

export const VIEWPORT = { width: 1280, height: 720 };

/** Goes in by the address that the program printed, once; what the browser then holds lets every test in. */
export async function enter(browser, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector("html[data-ready]");
  const entered = { origin: new URL(page.url()).origin, state: await context.storageState() };
  await context.close();
  return entered;
}

/** Opens a place of an entered desk as somebody, runs `work`, and expects silence but for the noise that is allowed, and no request to anywhere else. */
export async function visit(browser, { origin, state }, place, work, { name = "Ann", labels = "en", allowed = () => false, ...options } = {}) {
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: "reduce", storageState: state, ...options });
  const noise = [];
  context.on("request", (request) => new URL(request.url()).origin === origin || noise.push(`request: ${request.url()}`));
  const told = await context.request.post(`${origin}/api/session`, { data: { name, labels }, headers: { Origin: origin } });
  assert.equal(told.status(), 200, await told.text());
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && noise.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`uncaught: ${error.stack ?? error}`));
  page.on("dialog", (dialog) => noise.push(`dialog: ${dialog.message()}`) && dialog.dismiss());
  try {
    await page.goto(`${origin}/${place}`);
    await page.waitForSelector("html[data-ready]");
    await work(page, context);
    assert.deepEqual(noise.filter((one) => !allowed(one)), []);
  } finally {
    await context.close();
  }
}

/** Waits until `read` of the page gives what is expected. */
export async function becomes(read, expected, what, most = 30_000) {
  const until = Date.now() + most;
  let found = await read();
  const fits = () => (expected instanceof RegExp ? expected.test(found) : typeof expected === "function" ? expected(found) : found === expected);
  while (!fits() && Date.now() < until) found = await read();
  assert.ok(fits(), `${what ?? "the page"}: ${JSON.stringify(found)} is not ${expected}`);
  return found;
}

const number = (text) => Number(text.replace(/\D/g, ""));
export const total = async (page) => number(await page.locator("#total").textContent());
export const shown = (page) => page.locator("#one .one-head bdi").first().textContent();
export const toast = (page) => page.locator("#toasts").textContent();
export const pressed = (page, within) => page.locator(`${within} .sides button[aria-pressed="true"]`).textContent();

/** Waits until a comment is shown. */
export async function loaded(page) {
  await page.waitForSelector("#text");
  return shown(page);
}

/** Picks the first theme that fits letters, by keys, in the field that has the focus. */
export async function pick(page, letters) {
  await page.keyboard.type(letters);
  await page.waitForSelector('[role="option"][aria-selected="true"]');
  await page.keyboard.press("Enter");
}

/** The place of the review of what a query finds. */
export const few = (rest) => `#review?${new URLSearchParams(rest)}`;
