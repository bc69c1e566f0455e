// Pictures of the desk: node desk-look.mjs ADDRESS FOLDER, with the address as `verbatims review --no-open` prints it.
import { join } from "node:path";
import { withBrowser } from "./browser.mjs";
import { VIEWPORT, enter, few, pick } from "./desk.mjs";

const [address, folder] = process.argv.slice(2);
const NARROW = { width: 390, height: 844 };

/** Puts the focus on the first mark and asks why it counts. */
async function why(page) {
  await page.keyboard.press("e");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#because:popover-open");
}

/** Proposes a word of a comment for a theme, and tries it. */
async function term(page) {
  await page.keyboard.press("p");
  await page.waitForSelector("dialog[open]");
  await page.locator("#term").fill("plans for");
  await page.focus("#term-theme");
  await pick(page, "features");
  await page.locator("#term-try").click();
  await page.waitForSelector("#term-line", { timeout: 120_000 });
}

/** Previews a theme for all that is found. */
async function bulk(page) {
  await page.keyboard.press("b");
  await page.waitForSelector("dialog[open]");
  await pick(page, "waiting");
  await page.locator("#bulk-preview").click();
  await page.waitForSelector("#bulk-result .good");
}

const PICTURES = [
  { name: "desk-review", at: few({ polarity: "negative", language: "en" }), work: why },
  { name: "desk-term", at: few({ text: "Welsh" }), work: term },
  { name: "desk-bulk-dark", at: few({ text: "minut*" }), work: bulk, colorScheme: "dark" },
  { name: "desk-arabic", at: few({ language: "ar" }), labels: "ar" },
  { name: "desk-narrow", at: few({ polarity: "negative", language: "sr" }), labels: "sr-Latn", viewport: NARROW },
];

await withBrowser(async (browser) => {
  const { origin, state: storageState } = await enter(browser, address);
  for (const { name, at, work = async () => {}, labels = "en", viewport = VIEWPORT, colorScheme = "light" } of PICTURES) {
    const context = await browser.newContext({ viewport, colorScheme, storageState, reducedMotion: "reduce" });
    await context.request.post(`${origin}/api/session`, { data: { name: "Ann", labels }, headers: { Origin: origin } });
    const page = await context.newPage();
    await page.goto(`${origin}/${at}`);
    await page.waitForSelector("#text");
    await work(page);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await context.close();
  }
});
