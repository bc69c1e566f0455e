// Pictures of the desk: node desk-look.mjs ADDRESS FOLDER, with the address as `verbatims review --no-open` prints it.
import { join } from "node:path";
import { withBrowser } from "./browser.mjs";

const [address, folder] = process.argv.slice(2);
const WIDE = { width: 1280, height: 720 };
const NARROW = { width: 390, height: 844 };
const place = (query) => `#review?${new URLSearchParams(query)}`;

/** Puts the focus on the first mark and asks why it counts. */
async function why(page) {
  await page.keyboard.press("e");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#because:popover-open");
}

/** Picks the first theme that fits letters, in the field that has the focus. */
async function pick(page, letters) {
  await page.keyboard.type(letters);
  await page.waitForSelector('[role="option"][aria-selected="true"]');
  await page.keyboard.press("Enter");
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
  { name: "desk-review", at: place({ polarity: "negative", language: "en" }), work: why },
  { name: "desk-term", at: place({ text: "Welsh" }), work: term },
  { name: "desk-bulk-dark", at: place({ text: "minut*" }), work: bulk, colorScheme: "dark" },
  { name: "desk-arabic", at: place({ language: "ar" }), labels: "ar" },
  { name: "desk-narrow", at: place({ polarity: "negative", language: "sr" }), labels: "sr-Latn", viewport: NARROW },
];

await withBrowser(async (browser) => {
  const first = await browser.newContext();
  const door = await first.newPage();
  await door.goto(address);
  await door.waitForSelector("html[data-ready]");
  const { origin } = new URL(door.url());
  const storageState = await first.storageState();
  for (const { name, at, work = async () => {}, labels = "en", viewport = WIDE, colorScheme = "light" } of PICTURES) {
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
