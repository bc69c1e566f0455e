// Pictures of a page: node look.mjs ADDRESS OUT.png [--width=1440] [--height=900] [--dark] [--whole] [--at=SELECTOR]
import { open, withBrowser } from "./browser.mjs";

const [address, out, ...options] = process.argv.slice(2);
const option = (name) => options.find((one) => one === `--${name}` || one.startsWith(`--${name}=`))?.split("=")[1];
const has = (name) => options.some((one) => one === `--${name}`);

await withBrowser(async (browser) => {
  const viewport = { width: Number(option("width") ?? 1440), height: Number(option("height") ?? 900) };
  const scale = Number(option("scale") ?? 1);
  const { page, noise } = await open(browser, address, { viewport, deviceScaleFactor: scale, colorScheme: has("dark") ? "dark" : "light" });
  const at = option("at");
  if (at) await page.locator(at).screenshot({ path: out });
  else await page.screenshot({ path: out, fullPage: has("whole") });
  noise.forEach((line) => console.error(line));
});
