// The report in a real browser. The files are made by tests/report_page.rs, which names their folder in REPORTS.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { bundle } from "./charts.mjs";
import { open, seriousIssues, withBrowser } from "./browser.mjs";

const folder = process.env.REPORTS;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** The address of a file of the folder; a fragment may follow its name. */
function address(name) {
  const [file, fragment] = name.split("#");
  return `${pathToFileURL(join(folder, file)).href}${fragment ? `#${fragment}` : ""}`;
}

let browser;
let finish;
before(async () => {
  await new Promise((ready) => {
    withBrowser((opened) => {
      browser = opened;
      ready();
      return new Promise((done) => (finish = done));
    });
  });
});
after(() => finish());

/** Opens a report, runs `work` on it, and expects silence throughout, but for what fits `expected`. */
async function on(name, work, { expected = /^$/, ...options } = {}) {
  const { page, noise, close } = await open(browser, address(name), options);
  await page.waitForSelector("#foot p");
  await work(page);
  assert.deepEqual(noise.filter((line) => !expected.test(line)), []);
  await close();
}

const status = (page) => page.locator("#status").textContent();
const numbers = (text) => [...text.matchAll(/\d[\d,.\u00a0\u202f]*/g)].map(([number]) => Number(number.replace(/\D/g, "")));

test("the example opens without an error and without a request", () => on("example.html", async (page) => {
  assert.equal(await page.title(), "example_export.csv");
  for (const section of ["headline", "trend", "themes", "stages", "together", "drivers", "changes", "languages", "verbatims", "method"]) {
    assert.notEqual((await page.locator(`#${section} .body`).textContent()).trim(), "", section);
  }
  // Where no theme stands in enough rows for an effect on the score, a sentence stands in place of an empty chart.
  const drivers = page.locator("#drivers .body");
  const charts = await drivers.locator(".chart canvas").count();
  assert.equal(/No theme stands in the 30 rows/.test(await drivers.textContent()), charts === 0);
}));

for (const [file, charts] of [["example.html", 3], ["large.html", 3]]) test(`every chart has something drawn on it: ${file}`, () => on(file, async (page) => {
  assert.equal(await page.locator(".chart canvas").count(), charts);
  // Charts are drawn in the frames after the page is there.
  await page.waitForFunction(() => [...document.querySelectorAll(".chart canvas")].every((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200) seen.add(`${data[at] >> 4},${data[at + 1] >> 4},${data[at + 2] >> 4}`);
    return seen.size >= 4;
  }));
}));

test("a filter set by hand recounts all sections", () => on("example.html", async (page) => {
  const [all] = numbers(await status(page));
  await page.selectOption("#filter-language", { index: 2 });
  const [some, whole] = numbers(await status(page));
  assert.ok(some < all && whole === all, `${some} of ${whole}`);
  const base = await page.locator("#languages tr.group td").first().textContent();
  assert.equal(Number(base), some);
  assert.match(page.url(), /#language=/);
  await page.click("#reset");
  assert.equal(numbers(await status(page))[0], all);
}));

test("a filter is kept in the address and read from it", () => on("example.html#language=ru&theme=delivery", async (page) => {
  const [some, all] = numbers(await status(page));
  assert.ok(some > 0 && some < all);
  assert.equal(await page.locator("#filter-language option:checked").textContent().then((text) => text.startsWith("Russian")), true);
  const before = await status(page);
  await page.evaluate(() => (location.hash = "#language=sv"));
  await page.waitForFunction((text) => document.getElementById("status").textContent !== text, before);
}));

test("what the address names and the report does not know is passed over", () => on("example.html#language=xx&theme=%3Cimg%20src=x%3E&verbatims:theme=99999&verbatims:polarity=-1&verbatims:period=x", async (page) => {
  const [some, all] = numbers(await status(page));
  assert.equal(some, all);
}));

test("a click on a figure shows the comments behind it, as many as it says", () => on("example.html", async (page) => {
  const link = page.locator("#themes tr.child button.plain[aria-label]:not([disabled])").first();
  const [count] = numbers(await link.textContent());
  await link.click();
  assert.equal(numbers(await page.locator("#verbatims-held").textContent())[0], count);
  assert.equal(await page.locator(".verbatim").count(), Math.min(20, count));
  assert.equal(await page.evaluate(() => document.activeElement.id), "verbatims-title");
  await page.locator("#verbatims .chips button").first().click();
  assert.ok(numbers(await page.locator("#verbatims-held").textContent())[0] > count);
}));

test("a click on a bar shows the comments behind it", () => on("example.html", async (page) => {
  const canvas = page.locator("#themes canvas");
  await canvas.scrollIntoViewIfNeeded();
  const { width } = await canvas.boundingBox();
  for (let x = width - 40; x > width / 2; x -= 12) {
    await canvas.click({ position: { x, y: 24 } });
    if ((await page.locator("#verbatims .chips button").count()) > 0) break;
    await canvas.scrollIntoViewIfNeeded();
  }
  assert.equal(await page.locator("#verbatims .chips button").count(), 2);
}));

test("each highlight tells its file, line and rule", () => on("example.html", async (page) => {
  const titles = await page.locator("blockquote mark").evaluateAll((marks) => marks.map((mark) => mark.title));
  assert.ok(titles.length > 20);
  for (const title of titles) for (const line of title.split("\n")) assert.match(line, /: [a-z]+\/[\w/-]+\.tsv:\d+ \(.+\)$/);
  await page.locator(".verbatim details summary").first().click();
  assert.match(await page.locator(".verbatim details table").first().textContent(), /\.tsv:\d+/);
}));

test("the page is worked by keys alone", () => on("example.html", async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.focus("#filter-language");
  const before = await status(page);
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction((text) => document.getElementById("status").textContent !== text, before);
  await page.focus("#trend .switch button:last-child");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#trend table").isVisible(), true);
  const seen = new Set();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    seen.add(await page.evaluate(() => document.activeElement.closest("section")?.id ?? document.activeElement.tagName));
  }
  assert.ok(seen.has("themes"), [...seen].join(" "));
}));

for (const scheme of ["light", "dark"]) {
  for (const name of ["example.html", "arabic.html"]) {
    test(`no serious finding of axe-core: ${name}, ${scheme}`, () => on(name, async (page) => {
      await page.locator("#trend .switch button:last-child").click();
      await page.locator(".verbatim details summary").first().click();
      assert.deepEqual(await seriousIssues(page, axe), []);
    }, { colorScheme: scheme }));
  }
}

test("the switch of colours overrules the system", () => on("example.html", async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.click("#scheme");
  assert.notEqual(await ground(), light);
  await page.click("#scheme");
  assert.equal(await ground(), light);
}));

test("nothing is wider than a phone, in either direction", async () => {
  for (const name of ["example.html", "arabic.html"]) {
    await on(name, async (page) => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0, name);
    }, { viewport: { width: 390, height: 844 } });
  }
});

test("Arabic labels are set from the right, and each comment in its own direction", () => on("arabic.html", async (page) => {
  assert.equal(await page.getAttribute("html", "dir"), "rtl");
  assert.equal(await page.getAttribute("html", "lang"), "ar");
  assert.match(await page.locator("#headline-title").textContent(), /[\u0600-\u06ff]/);
  const directions = await page.locator("blockquote").evaluateAll((all) => all.map((quote) => [quote.lang, quote.dir]));
  assert.ok(directions.some(([, direction]) => direction === "rtl") && directions.some(([, direction]) => direction === "ltr"));
  for (const [language, direction] of directions) if (language === "ar") assert.equal(direction, "rtl");
  const left = await page.locator("h1").evaluate((title) => title.getBoundingClientRect().right > innerWidth / 2);
  assert.equal(left, true);
}));

test("a table beside a chart holds the numbers of the chart", () => on("example.html", async (page) => {
  const figures = await page.evaluate(() => report.figures());
  await page.locator("#themes .switch button:last-child").click();
  const rows = await page.locator("#themes figure tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.equal(rows.length, 15);
  const drawn = figures.themes.map(({ polarities }) => [polarities.negative, polarities.positive, polarities.mixed, polarities.neutral].join());
  for (const [, ...cells] of rows) assert.ok(drawn.includes(cells.join()), cells.join());
  await page.locator("#trend .switch button:last-child").click();
  const trend = await page.locator("#trend tbody tr").evaluateAll((all) => all.map((row) => Number(row.cells[1].textContent)));
  assert.deepEqual(trend, figures.trend.map(({ comments }) => comments));
}));

test("figures under filters are those of the library", () => on("example.html", async (page) => {
  const cases = JSON.parse(await readFile(join(folder, "figures.json"), "utf8"));
  assert.ok(cases.length >= 5);
  for (const { filters, figures } of cases) {
    const found = await page.evaluate((wanted) => report.figures(wanted), filters);
    alike(found, figures, JSON.stringify(filters));
  }
}));

/** Deep equality; numbers may differ in their last digits, as the functions behind them do between machines. */
function alike(found, expected, place) {
  if (typeof expected === "number" && typeof found === "number") {
    assert.ok(Math.abs(found - expected) <= 1e-7 * Math.max(1, Math.abs(expected)), `${place}: ${found} is not ${expected}`);
  } else if (Array.isArray(expected)) {
    assert.equal(found.length, expected.length, `${place}: length`);
    expected.forEach((one, at) => alike(found[at], one, `${place}[${at}]`));
  } else if (expected && typeof expected === "object") {
    assert.ok(found && typeof found === "object", place);
    for (const key of Object.keys(expected)) alike(found[key], expected[key], `${place}.${key}`);
  } else assert.equal(found, expected, place);
}

test("hostile cells add no element and no attribute", async () => {
  const shape = (page) => page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    return {
      elements: [...new Set(all.map(({ localName }) => localName))].sort(),
      attributes: [...new Set(all.flatMap((element) => element.getAttributeNames()))].sort(),
      scripts: document.scripts.length, styles: document.querySelectorAll("style").length,
      addresses: [...document.querySelectorAll("[href], [src]")].map((element) => element.getAttribute("href") ?? element.getAttribute("src")).filter((to) => !to.startsWith("#")),
    };
  });
  // Evidence is written when its element tells that it was opened, which is a task after the click.
  const filled = (page) => page.waitForFunction(() => [...document.querySelectorAll(".verbatim details[open]")].every((open) => open.querySelector("table")));
  let usual;
  await on("example.html", async (page) => {
    await page.locator(".verbatim details summary").first().click();
    await filled(page);
    usual = await shape(page);
  });
  await on("hostile.html", async (page) => {
    while (await page.locator("#verbatims .more").isVisible()) await page.locator("#verbatims .more").click();
    for (const summary of await page.locator(".verbatim details summary").all()) await summary.click();
    await filled(page);
    for (const press of await page.locator(".switch button:last-child").all()) await press.click();
    const found = await shape(page);
    for (const element of found.elements) assert.ok(usual.elements.includes(element), `element ${element}`);
    for (const attribute of found.attributes) assert.ok(usual.attributes.includes(attribute) || attribute === "disabled", `attribute ${attribute}`);
    assert.deepEqual([found.scripts, found.styles, found.addresses], [3, 1, []]);
    const cells = JSON.parse(await readFile(join(folder, "hostile.json"), "utf8"));
    const texts = new Set(await page.locator("blockquote").allTextContents());
    for (const cell of cells) assert.ok(texts.has(cell), `not shown as it is: ${JSON.stringify(cell)}`);
    const options = await page.locator("#filters option").allTextContents();
    assert.ok(options.includes("<script>alert(1)</script>"));
    await page.selectOption("#filters label:nth-of-type(3) select", "<script>alert(1)</script>");
    assert.equal(numbers(await status(page))[0], cells.filter((cell) => cell.startsWith("<script>alert(1)</script>")).length);
  });
});

test("the policy lets no other script run", () => on("example.html", async (page) => {
  const policy = await page.getAttribute("meta[http-equiv]", "content");
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /connect-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:|data:|blob:/);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return window.ran === true;
  });
  assert.equal(ran, false);
}, { expected: /Content Security Policy/ }));

test("ten thousand comments fit in three megabytes and say what is sampled", async () => {
  const { size } = await import("node:fs").then((fs) => fs.statSync(join(folder, "large.html")));
  assert.ok(size < 3_000_000, `${size} bytes`);
  await on("large.html", async (page) => {
    assert.equal(numbers(await status(page))[0], 10_000);
    assert.match(await page.locator("#verbatims-held").textContent(), /sample/);
  });
});

test("pairs of themes that stand out are told with what chance would bring", () => on("large.html", async (page) => {
  const pairs = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent).figures.together.filter(({ verdict }) => verdict === "more" || verdict === "less"));
  assert.ok(pairs.length > 0);
  const rows = page.locator("#together tbody tr");
  assert.equal(await rows.count(), Math.min(pairs.length, 25));
  assert.equal(numbers(await rows.first().locator("td").first().textContent())[0], pairs[0].together);
}));

test("paper is light and shows the figures", () => on("example.html", async (page) => {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#filters").isVisible(), false);
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  assert.ok(pdf.length > 50_000);
}, { colorScheme: "dark" }));

test("the chart library is what its script builds", async () => {
  const committed = await readFile(new URL("../../src/report/page/charts.js", import.meta.url), "utf8");
  assert.equal(await bundle(), committed);
});
