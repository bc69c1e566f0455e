// The desk in a real browser, over the real program. tests/desk_page.rs starts it and names the addresses in DESK (the
// example export), HOSTILE (comments that are the hostile cells) and NIGHTS (a job that runs again while its desk is open,
// in NIGHTS_FOLDER, by PROGRAM). Waits are for states of the page, never for time.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { seriousIssues, withBrowser } from "./browser.mjs";
import { becomes, enter, few, loaded, pick, pressed, shown, toast, total, visit } from "./desk.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
let finish;
const desks = {};

before(async () => {
  await new Promise((ready) => {
    withBrowser((opened) => {
      browser = opened;
      ready();
      return new Promise((done) => (finish = done));
    });
  });
  desks.example = await enter(browser, process.env.DESK);
  desks.hostile = await enter(browser, process.env.HOSTILE);
  desks.nights = await enter(browser, process.env.NIGHTS);
});
after(() => finish());

/** Opens a place of a desk: see `visit`. */
const on = (place, work, { desk = "example", ...options } = {}) => visit(browser, desks[desk], place, work, options);

test("a comment is shown with its reasons, its evidence and whose its tags are", () => on("", async (page) => {
  const id = await loaded(page);
  assert.match(page.url(), new RegExp(`comment=${encodeURIComponent(id)}`));
  assert.ok((await total(page)) > 250);
  await page.waitForSelector(".queue .why");
  await page.waitForSelector("#sentiment .whose");
  assert.equal(await page.locator(".queue li.is-current").count(), 1);
}));

test("each mark tells its entry and a sum that adds up, by keys and by mouse", () => on(few({ polarity: "negative", language: "en" }), async (page) => {
  await loaded(page);
  await page.keyboard.press("e");
  assert.equal(await page.evaluate(() => document.activeElement.localName), "mark");
  const marks = page.locator("#text mark");
  for (let place = 0; place < (await marks.count()); place += 1) {
    await page.keyboard.press("Enter");
    await page.waitForSelector("#because:popover-open");
    assert.match(await page.locator("#because").textContent(), /[a-z]+\/[\w/-]+\.tsv:\d+/);
    for (const section of await page.locator("#because section").all()) {
      const numbers = [...(await section.textContent()).matchAll(/[+\u2212]?\d+\.\d\d(?!\d)/g)].map(([one]) => one);
      // In the list, then step by step each from where the last one ended, then what counts.
      for (let at = 1; at + 1 < numbers.length; at += 2) assert.equal(numbers[at], numbers[at - 1], numbers.join(" "));
    }
    await page.keyboard.press("Escape");
    await page.waitForSelector("#because", { state: "detached" });
    await becomes(() => page.evaluate(() => document.activeElement.localName), "mark", "focus");
    await page.keyboard.press("ArrowRight");
  }
  await marks.first().click();
  await page.waitForSelector("#because:popover-open");
  await page.locator("#one .one-head").click();
  await page.waitForSelector("#because", { state: "detached" });
}));

test("j and k go through the list, over the edge of a page and back", () => on("", async (page) => {
  const first = await loaded(page);
  await page.keyboard.press("j");
  const second = await becomes(() => shown(page), (id) => id !== first, "the comment");
  await page.keyboard.press("k");
  await becomes(() => shown(page), first, "the comment");
  await page.keyboard.press("]");
  await becomes(() => page.locator("#page-of").textContent(), /^51/, "the page");
  await becomes(() => shown(page), (id) => id !== first && id !== second, "the comment");
  await page.keyboard.press("k");
  await becomes(() => page.locator("#page-of").textContent(), /^1\u2013/, "the page");
}));

test("keys do nothing while somebody types", () => on("", async (page) => {
  const id = await loaded(page);
  await page.keyboard.press("/");
  await page.keyboard.type("j1x");
  assert.equal(await page.locator("#search").inputValue(), "j1x");
  await page.keyboard.press("Escape");
  await page.locator("#search").fill("");
  await page.keyboard.press("Enter");
  await becomes(() => total(page), (count) => count > 250, "the count");
  assert.equal(await shown(page), id);
  assert.equal(await page.locator("#toasts").textContent(), "");
  assert.equal(await page.locator(".queue input:checked").count(), 0);
}));

test("Escape leaves every field that a key leads into, and the keys work again", () => on(few({ language: "en" }), async (page) => {
  await loaded(page);
  for (const key of ["/", "f", "t", "l", "w"]) {
    const before = await shown(page);
    await page.keyboard.press(key);
    await page.waitForFunction(() => document.activeElement.matches("input, select, textarea"));
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await becomes(() => shown(page), (id) => id !== before, `the comment after ${key}`);
  }
}));

test("the keys are told, and the focus comes back", () => on("", async (page) => {
  await loaded(page);
  await page.focus("#keys");
  await page.keyboard.press("?");
  await page.waitForSelector("dialog[open]");
  for (const key of ["j", "k", "t", "1", "4", "u", "/", "x", "b", "?"]) assert.equal(await page.locator(`dialog kbd:text-is("${key}")`).count(), 1, key);
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "keys");
}));

test("a correction by keys is saved with its reason, shown as a person's, and undone", () => on(few({ language: "ru", polarity: "negative" }), async (page) => {
  await loaded(page);
  await page.keyboard.press("w");
  await page.keyboard.type("fee");
  await page.keyboard.press("Enter");
  await page.keyboard.press("4");
  await becomes(() => pressed(page, "#sentiment"), "Positive", "the sentiment");
  await becomes(() => toast(page), /Saved\. .*Positive/, "the toast");
  assert.equal(await page.locator("#sentiment .whose.is-person").textContent(), "Ann");
  assert.match(await page.locator("#history").textContent(), /Positive.*Ann.*fee/s);
  await page.keyboard.press("u");
  await becomes(() => toast(page), /Undone: 1/, "the toast");
  await becomes(() => pressed(page, "#sentiment"), "Negative", "the sentiment");
  await becomes(() => page.locator("#sentiment .whose.is-person").count(), 0, "persons");
}));

test("a theme is found by a part of its name, given by keys, turned, and taken away by mouse", () => on(few({ language: "sr", uncoded: "yes" }), async (page) => {
  await loaded(page);
  await page.keyboard.press("t");
  await pick(page, "price lev");
  await page.waitForSelector('#themes li[data-theme="price-level"]');
  await becomes(() => page.evaluate(() => document.activeElement.closest("li")?.dataset.theme), "price-level", "focus");
  await page.keyboard.press("1");
  await becomes(() => pressed(page, '#themes li[data-theme="price-level"]'), "Negative", "the theme");
  // However much stands below it, the text is not squeezed.
  assert.ok(await page.locator("#text").evaluate((quote) => quote.scrollHeight <= quote.clientHeight + 1));
  assert.equal(await page.locator('#themes li[data-theme="price-level"] .whose').textContent(), "Ann");
  await page.locator('#themes li[data-theme="price-level"] .away').click();
  await page.waitForSelector('#themes li[data-theme="price-level"]', { state: "detached" });
}));

test("what was corrected is there after the page is opened anew", () => on(few({ language: "ar", polarity: "positive" }), async (page) => {
  await loaded(page);
  await page.locator("#sentiment .sides button").nth(1).click();
  await becomes(() => pressed(page, "#sentiment"), "Neutral", "the sentiment");
  await page.reload();
  await loaded(page);
  assert.equal(await pressed(page, "#sentiment"), "Neutral");
  await page.keyboard.press("u");
  await becomes(() => toast(page), /Nothing was changed here/, "the toast");
  await page.locator("#history button").first().click();
  await becomes(() => pressed(page, "#sentiment"), "Positive", "the sentiment");
}));

test("search and filters narrow the list, stand in the address, and go back and forward", () => on("", async (page) => {
  await loaded(page);
  const all = await total(page);
  await page.keyboard.press("f");
  await page.locator("#filters fieldset button").first().click();
  const negative = await becomes(() => total(page), (count) => count < all, "the count");
  assert.match(page.url(), /polarity=negative/);
  await page.locator("#filters select").nth(1).selectOption("sv");
  const swedish = await becomes(() => total(page), (count) => count < negative, "the count");
  assert.equal(await page.locator("#chips button").count(), 2);
  await page.goBack();
  await becomes(() => total(page), negative, "the count");
  await page.goForward();
  await becomes(() => total(page), swedish, "the count");
  await page.locator("#chips button").first().click();
  await becomes(() => page.locator("#chips button").count(), 1, "chips");
  await page.keyboard.press("/");
  await page.keyboard.type("personal*");
  await page.keyboard.press("Enter");
  await becomes(() => total(page), (count) => count > 0 && count < all, "the count");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#search").inputValue(), "personal*");
  assert.match(page.url(), /text=personal/);
}));

test("a column's values can be chosen from", () => on("", async (page) => {
  await loaded(page);
  const all = await total(page);
  await page.keyboard.press("f");
  await page.locator("#filters select").last().selectOption("Segment");
  await page.waitForFunction(() => /Segment/.test(document.activeElement.getAttribute("aria-label")));
  await page.keyboard.press("ArrowDown");
  await page.waitForSelector('#filters [role="option"][aria-selected="true"]');
  await page.keyboard.press("Enter");
  await becomes(() => total(page), (count) => count > 0 && count < all, "the count");
  assert.match(await page.locator("#chips button").textContent(), /Segment/);
}));

test("values of a column that come late neither replace those of the next one nor call back who has gone on", () => on("", async (page, context) => {
  await loaded(page);
  await page.keyboard.press("f");
  let release;
  const released = new Promise((done) => (release = done));
  await context.route(/api\/values.*Segment/, async (route) => {
    await released;
    await route.continue();
  });
  const columns = page.locator("#filters select").last();
  const asked = page.waitForRequest(/api\/values.*Segment/);
  await columns.selectOption("Segment");
  await asked;
  await columns.selectOption("Channel");
  const label = (page) => page.locator("#filters .combobox input").last().getAttribute("aria-label");
  await becomes(() => label(page), /Channel/, "the field");
  await page.focus("#search");
  const answered = page.waitForResponse(/api\/values.*Segment/);
  release();
  await (await answered).finished();
  // What the page makes of the answer is done before another question is answered to it.
  await page.evaluate(() => fetch("/api/status").then((answer) => answer.json()));
  assert.match(await label(page), /Channel/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
}));

test("all that is found is tagged after a preview, and untagged by one undo", () => on(few({ text: "minut*" }), async (page) => {
  await loaded(page);
  const found = await total(page);
  await page.keyboard.press("b");
  await page.waitForSelector("dialog[open]");
  await pick(page, "buying pushy");
  await page.focus("#bulk-preview");
  await page.keyboard.press("Enter");
  await becomes(() => page.locator("#bulk-result").textContent(), new RegExp(`Would change: ${found} of ${found}`), "the preview");
  assert.equal(await page.locator("#bulk-result li").count(), Math.min(10, found));
  await page.locator("#bulk-side").selectOption("positive");
  assert.equal(await page.locator("#bulk-apply").isDisabled(), true);
  await page.locator("#bulk-preview").click();
  await becomes(() => page.locator("#bulk-apply").isDisabled(), false, "the button");
  await page.locator("#bulk-apply").click();
  await becomes(() => toast(page), new RegExp(`Saved\\. Comments: ${found}`), "the toast");
  await becomes(() => page.locator('#themes li[data-theme="purchase-sales-pressure"]').count(), 1, "the theme");
  await page.keyboard.press("u");
  await becomes(() => toast(page), new RegExp(`Undone: ${found}`), "the toast");
  await becomes(() => page.locator('#themes li[data-theme="purchase-sales-pressure"]').count(), 0, "the theme");
}));

test("chosen comments alone are tagged, and the batch is undone from the history", () => on(few({ language: "en" }), async (page) => {
  await loaded(page);
  await page.keyboard.press("x");
  await page.locator(".queue li").nth(2).locator("input").check();
  await becomes(() => page.locator("#bulk").textContent(), /\(2\)/, "the button");
  await page.locator("#bulk").click();
  await page.waitForSelector("dialog[open]");
  await page.locator("#bulk-sentiment").selectOption("mixed");
  await page.locator("#bulk-preview").click();
  await becomes(() => page.locator("#bulk-result").textContent(), /of 2/, "the preview");
  await becomes(() => page.locator("#bulk-apply").isDisabled(), false, "the button");
  await page.locator("#bulk-apply").click();
  await becomes(() => toast(page), /Saved/, "the toast");
  await page.locator("#views a").nth(1).click();
  await page.waitForSelector("#batches");
  const row = page.locator("section[aria-labelledby=batches] tbody tr").first();
  assert.match(await row.textContent(), /Ann.*Mixed/s);
  await row.locator("button").click();
  await becomes(() => toast(page), /Undone/, "the toast");
  await becomes(() => page.locator("section[aria-labelledby=batches] tbody tr").nth(1).textContent(), /Mixed.*undone/s, "the batch");
}));

test("words that are selected become a term, tried with gains and losses before it is saved", () => on(few({ language: "en", uncoded: "yes" }), async (page) => {
  await loaded(page);
  // A double press selects a word, as anybody would.
  const words = await page.locator("#text").evaluate((quote) => quote.textContent.trim().split(/\s+/).filter((word) => /^[a-z]{4,}$/i.test(word)));
  assert.ok(words.length > 0);
  await page.locator("#text").evaluate((quote, word) => {
    const walker = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(word);
      if (at >= 0) return getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + word.length);
    }
    return null;
  }, words[0]);
  await page.keyboard.press("p");
  await page.waitForSelector("dialog[open]");
  assert.equal(await page.locator("#term").inputValue(), words[0]);
  await page.focus("#term-theme");
  await pick(page, "pushy");
  await page.locator("#term-note").fill("from a comment");
  await page.locator("#term-try").click();
  await page.waitForSelector("#term-line", { timeout: 120_000 });
  assert.match(await page.locator("#term-line").textContent(), new RegExp(`purchase-sales-pressure\t${words[0]}\t`));
  assert.match(await page.locator("#term-effect").textContent(), /Tried on comments: \d+/);
  const gains = page.locator('details[data-theme="purchase-sales-pressure"]');
  assert.match(await gains.textContent(), /\+[1-9]/);
  assert.ok((await gains.locator("li").count()) > 0);
  await page.locator("#term-save").click();
  await becomes(() => toast(page), /Saved in .*en\/themes\/own\.tsv/, "the toast", 120_000);
}));

test("a term is picked from the comment's words by keys", () => on(few({ language: "sv" }), async (page) => {
  await loaded(page);
  await page.keyboard.press("p");
  await page.waitForSelector("dialog[open]");
  await page.focus(".words button");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const picked = await page.locator('.words button[aria-pressed="true"]').allTextContents();
  assert.equal(await page.locator("#term").inputValue(), picked.join(" ").toLocaleLowerCase("sv"));
  assert.equal(picked.length, 2);
}));

/** Labels all comments that a person was given; gives how many. */
async function codeAll(page, key) {
  let done = 0;
  await page.waitForSelector("#blind > *");
  while ((await page.locator("#text").count()) > 0) {
    const id = await page.locator("#blind bdi").first().textContent();
    assert.equal(await page.locator("#blind mark, #blind .whose, #blind .tag").count(), 0);
    await page.keyboard.press(key);
    await becomes(() => page.locator('.label-form .sides button[aria-pressed="true"]').count(), 1, "the answer");
    await page.keyboard.press("0");
    await becomes(() => page.locator("#no-theme").getAttribute("aria-pressed"), "true", "the answer");
    await page.keyboard.press("s");
    await page.waitForFunction((before) => document.querySelector("#blind bdi")?.textContent !== before, id);
    done += 1;
  }
  return done;
}

test("two people code blind, see where they differ, and a third decides", async () => {
  await on("#coding", async (page) => {
    await page.waitForSelector("#blind > *");
    await page.locator("#assign summary").click();
    await page.locator("#coders").fill("Ann, Bo");
    await page.locator("#many").fill("3");
    await page.locator("#assign button[type=submit]").click();
    await becomes(() => toast(page), /Given out: 3/, "the toast");
    assert.equal(await codeAll(page, "1"), 3);
    assert.match(await page.locator("#blind").textContent(), /everything/);
  });
  await on("#coding", async (page) => {
    assert.equal(await codeAll(page, "4"), 3);
    await becomes(() => page.locator("#progress").textContent(), /Ann\S*: 3 of 3.*Bo\S*: 3 of 3/s, "the progress");
  }, { name: "Bo" });
  await on("#agreement", async (page) => {
    await becomes(() => page.locator("#disputes-left").textContent(), /Open: 3/, "disputes");
    assert.deepEqual(await page.locator(".pair h3").allTextContents(), ["Ann", "Bo"]);
    await page.locator(".pair button").nth(1).click();
    await becomes(() => pressed(page, ".label-form"), "Positive", "the decision");
    await page.locator("#decision-note").fill("irony is ruled out");
    await page.focus("#decide");
    await page.keyboard.press("Enter");
    await becomes(() => page.locator("#disputes-left").textContent(), /Open: 2\. Decided: 1/, "disputes");
    await page.locator("#disputes details summary").click();
    await becomes(() => page.locator("#disputes details").textContent(), /Cleo.*irony is ruled out/s, "decisions");
    await becomes(() => page.locator("#figures tbody tr").count(), (rows) => rows > 0, "figures");
  }, { name: "Cleo" });
});

/** Delivers rows to the job of the nights, and runs it. */
async function night(file, rows) {
  const folder = process.env.NIGHTS_FOLDER;
  await writeFile(join(folder, "in", file), ["id,date,score,channel,comment", ...rows, ""].join("\n"));
  await promisify(execFile)(process.env.PROGRAM, ["run", "job.toml", "--quiet"], { cwd: folder });
}

/** The rows of the corrections that should be looked at again. */
const conflicts = (page) => page.locator("section[aria-labelledby=conflicts] tbody tr");

test("a new run is told, and corrections of comments that it changed are looked at again: kept, or undone", () => on(few({ text: "delivery" }), async (page) => {
  await loaded(page);
  for (const id of ["nps/r1", "nps/r4"]) {
    await page.locator(`.queue a:has-text("again ${id.at(-1)}")`).click();
    await becomes(() => shown(page), id, "the comment");
    await page.keyboard.press("4");
    await becomes(() => pressed(page, "#sentiment"), "Positive", "the sentiment");
  }
  await page.locator("#views a").nth(1).click();
  await page.waitForSelector("#conflicts");
  assert.equal(await conflicts(page).count(), 0);

  await night("b.csv", ["r1,2026-03-01 10:01,1,web,Late delivery for days 1", "r4,2026-03-01 10:04,4,web,Late delivery for days 4"]);
  await becomes(() => page.locator("#news").textContent(), /A new run has been published/, "the news");
  await page.locator("#news button").click();
  await becomes(() => page.locator("#news").isHidden(), true, "the news are read");
  await becomes(() => conflicts(page).count(), 2, "conflicts");
  for (const row of await conflicts(page).all()) assert.match(await row.textContent(), /Late delivery for days.*Positive.*Ann.*Negative.*text/s);
  assert.deepEqual(await seriousIssues(page, axe), []);

  const kept = conflicts(page).filter({ hasText: "days 1" });
  await kept.locator("button").first().click();
  await becomes(() => conflicts(page).count(), 1, "conflicts");
  await conflicts(page).locator("button").last().click();
  await becomes(() => page.locator("section[aria-labelledby=conflicts]").textContent(), /No correction needs a second look/, "conflicts");
  await page.locator("#views a").first().click();
  for (const [text, side] of [["days 1", "Positive"], ["days 4", "Negative"]]) {
    await page.locator(`.queue a:has-text("${text}")`).click();
    await becomes(() => page.locator("#text").textContent(), new RegExp(text), "the comment");
    await becomes(() => pressed(page, "#sentiment"), side, text);
  }
}, { desk: "nights" }));

test("more corrections to look at again than a page holds are gone through page by page", () => on("#log", async (page, context) => {
  await page.waitForSelector("#batches");
  const tell = async (path, data) => {
    const answer = await context.request.post(new URL(path, page.url()).href, { data, headers: { Origin: desks.nights.origin } });
    assert.equal(answer.status(), 200, await answer.text());
    return answer.json();
  };
  const themes = ["price-level", "staff-rudeness", "delivery-speed", "location-access", "staff-friendliness", "purchase-sales-pressure"];
  const all = { query: {}, changes: themes.map((theme) => ({ target: `theme:${theme}`, value: "mixed" })) };
  const { token, total: comments } = await tell("/api/bulk/preview", all);
  assert.equal(comments, 9);
  await tell("/api/bulk/apply", { ...all, token });
  await night("c.csv", Array.from({ length: 9 }, (_, n) => `r${n},2026-03-01 10:0${n},${n},web,Something else entirely ${n}`));
  await becomes(() => page.locator("#news").textContent(), /A new run has been published/, "the news");
  await page.locator("#news button").click();
  await becomes(() => conflicts(page).count(), 50, "conflicts");
  const caption = page.locator("section[aria-labelledby=conflicts] caption");
  const many = Number((await caption.textContent()).replace(/\D/g, ""));
  assert.ok(many >= 54, `${many}`);
  assert.deepEqual(await seriousIssues(page, axe), []);
  const pages = page.locator("section[aria-labelledby=conflicts] nav");
  assert.match(await pages.textContent(), new RegExp(`1\u201350 of ${many}`));
  const batches = await page.locator("section[aria-labelledby=batches] tbody tr").count();
  await pages.locator("a").click();
  await becomes(() => conflicts(page).count(), many - 50, "the conflicts of the second page");
  assert.match(page.url(), /conflicts=50/);
  assert.equal(await page.locator("section[aria-labelledby=batches] tbody tr").count(), batches);
  // Once the last of a page are settled, the page before is shown.
  for (let left = many - 50; left > 1; left -= 1) {
    await conflicts(page).first().locator("button").last().click();
    await becomes(() => conflicts(page).count(), left - 1, "conflicts");
  }
  await conflicts(page).first().locator("button").last().click();
  await becomes(() => conflicts(page).count(), 50, "the conflicts of the first page");
  assert.equal(await pages.count(), 0);
}, { desk: "nights" }));

test("a page whose first questions are not answered asks again", () => on("", async (page, context) => {
  await loaded(page);
  for (const path of ["status", "session"]) await context.route(`**/api/${path}`, (route) => route.abort(), { times: 2 });
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  await loaded(page);
  assert.equal(await page.locator("#news").isHidden(), true);
  assert.equal(await toast(page), "");
}, { allowed: (noise) => /ERR_FAILED/.test(noise) }));

test("all that can be taken along is there", () => on(few({ language: "sv" }), async (page, context) => {
  await loaded(page);
  await page.locator("#views a").nth(1).click();
  await page.waitForSelector("#exports");
  const links = await page.locator("section[aria-labelledby=exports] a").evaluateAll((all) => all.map(({ href }) => href));
  assert.equal(links.length, 7);
  for (const link of links) {
    const answer = await context.request.get(link);
    assert.equal(answer.status(), 200, `${link} ${await answer.text()}`);
    assert.match(answer.headers()["content-disposition"], /^attachment/);
  }
}));

test("name and language of the page change at any time", () => on("", async (page) => {
  await loaded(page);
  await page.locator("#who").click();
  await page.waitForSelector("dialog[open]");
  await page.locator("#name").fill("Dag");
  await page.locator("#labels").selectOption("sr-Cyrl");
  await page.keyboard.press("Enter");
  await becomes(() => page.locator("#who").textContent(), /Dag/, "the name");
  await becomes(() => page.locator("#views").textContent(), /Преглед/, "the words");
}));

test("who has no name is asked for it before anything is saved", () => on(few({ language: "ru" }), async (page, context) => {
  await loaded(page);
  await context.route("**/api/session", (route) => route.fulfill({ json: { name: null, labels: "en", job: "nps" } }), { times: 1 });
  await page.reload();
  await loaded(page);
  await page.keyboard.press("3");
  await page.waitForSelector("dialog[open] #name");
  assert.equal(await page.locator("#history").count(), 0);
  await page.locator("#name").fill("Eva");
  await page.keyboard.press("Enter");
  await becomes(() => toast(page), /Saved/, "the toast");
  await becomes(() => page.locator("#history").textContent(), /Mixed.*Eva/s, "the history");
}));

const PLACES = { review: "", filtered: few({ polarity: "negative", language: "ar" }), log: "#log", coding: "#coding", agreement: "#agreement" };

for (const colorScheme of ["light", "dark"]) {
  for (const labels of ["en", "ar"]) {
    test(`no serious finding of axe-core in any view: ${colorScheme}, ${labels}`, () => on("", async (page) => {
      for (const [name, place] of Object.entries(PLACES)) {
        await page.evaluate((hash) => (location.hash = hash || "#review"), place);
        await page.waitForSelector({ review: "#text", filtered: "#chips button", log: "#exports", coding: "#blind > *", agreement: "#figures > *" }[name]);
        assert.deepEqual(await seriousIssues(page, axe), [], name);
      }
    }, { colorScheme, labels }));
  }

  test(`no serious finding of axe-core where something is open: ${colorScheme}`, () => on(few({ language: "sv", polarity: "negative" }), async (page) => {
    await loaded(page);
    await page.keyboard.press("f");
    await page.keyboard.press("Escape");
    await page.locator("#filters fieldset legend").waitFor();
    assert.deepEqual(await seriousIssues(page, axe), [], "filters");
    await page.locator("#text mark").first().click();
    await page.waitForSelector("#because:popover-open");
    assert.deepEqual(await seriousIssues(page, axe), [], "evidence");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#because", { state: "detached" });
    await page.focus("#theme-picker");
    await page.keyboard.type("deliv");
    await page.waitForSelector('[role="option"][aria-selected="true"]');
    assert.deepEqual(await seriousIssues(page, axe), [], "picker");
    await page.keyboard.press("Escape");
    for (const opener of ["#bulk", "#propose", "#keys", "#who"]) {
      await page.locator(opener).click();
      await page.waitForSelector("dialog[open]");
      assert.deepEqual(await seriousIssues(page, axe), [], opener);
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
    }
  }, { colorScheme }));
}

test("Arabic labels are set from the right, and each comment in its own direction", () => on("", async (page) => {
  await loaded(page);
  assert.equal(await page.getAttribute("html", "dir"), "rtl");
  assert.equal(await page.getAttribute("html", "lang"), "ar");
  const texts = await page.locator(".queue bdi[dir]").evaluateAll((all) => all.map(({ lang, dir }) => [lang, dir]));
  assert.ok(texts.some(([, dir]) => dir === "rtl") && texts.some(([, dir]) => dir === "ltr"));
  for (const [lang, dir] of texts) assert.equal(dir === "rtl", lang === "ar", lang);
  const right = await page.locator(".found").evaluate((list) => list.getBoundingClientRect().left > innerWidth / 2);
  assert.equal(right, true);
}, { labels: "ar" }));

test("nothing is wider than a phone, in either direction and in any view", async () => {
  for (const labels of ["en", "ar"]) {
    await on("", async (page) => {
      for (const [name, place] of Object.entries(PLACES)) {
        await page.evaluate((hash) => (location.hash = hash || "#review"), place);
        await page.waitForSelector({ review: "#text", filtered: "#chips button", log: "#exports", coding: "#blind > *", agreement: "#figures > *" }[name]);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${name} ${labels}`);
      }
    }, { viewport: { width: 390, height: 844 }, labels });
  }
});

test("hostile cells add no element and no attribute, and are shown as they are", async () => {
  const shape = (page) => page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    return {
      elements: [...new Set(all.map(({ localName }) => localName))], attributes: [...new Set(all.flatMap((element) => element.getAttributeNames()))],
      addresses: [...document.querySelectorAll("[href], [src]")].map((element) => element.getAttribute("href") ?? element.getAttribute("src")).filter((to) => !/^(#|\/assets\/)/.test(to)),
    };
  });
  const usual = { elements: new Set(), attributes: new Set() };
  const learn = async (page) => {
    const { elements, attributes } = await shape(page);
    elements.forEach((one) => usual.elements.add(one));
    attributes.forEach((one) => usual.attributes.add(one));
  };
  await on(few({ text: "personal*" }), async (page) => {
    await loaded(page);
    await learn(page);
    await page.locator("#text mark").first().click();
    await page.waitForSelector("#because:popover-open");
    await learn(page);
  });
  await on("", async (page) => {
    const texts = new Set();
    const cells = JSON.parse(await readFile(process.env.HOSTILE_CELLS, "utf8"));
    await loaded(page);
    const all = await total(page);
    for (let from = 0; from < all; from += 50) {
      await becomes(() => page.locator("#page-of").textContent(), new RegExp(`^${from + 1}\u2013`), "the page");
      (await page.locator(".queue bdi[dir]").allTextContents()).forEach((text) => texts.add(text));
      const found = await shape(page);
      assert.deepEqual(found.elements.filter((one) => !usual.elements.has(one)), []);
      assert.deepEqual(found.attributes.filter((one) => !usual.attributes.has(one)), []);
      assert.deepEqual(found.addresses, []);
      if (from + 50 < all) await page.keyboard.press("]");
    }
    for (const cell of cells) assert.ok(texts.has(cell), `not shown as it is: ${JSON.stringify(cell)}`);
    await page.locator(".queue li a").last().click();
    await page.waitForSelector("#text mark");
    await page.locator("#text mark").first().click();
    await page.waitForSelector("#because:popover-open");
    const found = await shape(page);
    assert.deepEqual(found.elements.filter((one) => !usual.elements.has(one)), []);
    assert.deepEqual(found.attributes.filter((one) => !usual.attributes.has(one)), []);
    assert.equal(await page.evaluate(() => window.hit), undefined);
  }, { desk: "hostile" });
});
