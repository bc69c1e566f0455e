// A real browser over a file: what the tests of all pages share.
import { chromium } from "playwright-core";
import { existsSync } from "node:fs";

const ARGUMENTS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
];

/** Where Chromium may be. */
const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts Chromium and hands it to `work`. */
export async function withBrowser(work) {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("no Chromium in the usual places; name it in CHROMIUM");
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS, chromiumSandbox: false });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/**
 * Opens an address and keeps what a quiet page has none of: errors, warnings and requests beside that for the page itself
 * and those that `allowed` lets pass.
 */
export async function open(browser, address, { allowed = () => false, ...context } = {}) {
  const held = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", ...context });
  const page = await held.newPage();
  const noise = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) noise.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => noise.push(`uncaught: ${error.stack ?? error}`));
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== address.split("#")[0] && !allowed(url)) noise.push(`request: ${url}`);
  });
  page.on("dialog", async (dialog) => {
    noise.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.goto(address);
  return { page, noise, close: () => held.close() };
}

/** The findings of axe-core that are serious or worse, in lines. */
export async function seriousIssues(page, axe) {
  // The page's own policy lets no script in: axe is run from outside of it.
  const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] })`);
  const serious = found.violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  return serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}
