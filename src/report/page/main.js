// Puts the page together and counts anew when a filter is set.

function select(name, label, options, value, choose) {
  const list = make("select", { id: `filter-${name}`, name }, options.map(([key, text]) => make("option", { value: key, selected: key === value, text })));
  list.addEventListener("change", () => choose(list.value));
  return make("label", { for: `filter-${name}` }, label, list);
}

/** The name of a segment column; the one that was guessed has a word of the report. */
function segmentName({ name }) {
  return name === "segment" ? word("filters.segment") : name;
}

function renderFilters() {
  const counts = page.languages.map((_, index) => columns.language.reduce((sum, one) => sum + (one === index), 0));
  const languages = page.languages.map(({ label }, index) => [String(index), `${label} (${formats.count(counts[index])})`]).filter((_, index) => counts[index] > 0);
  const number = (text) => (text === "" ? null : Number(text));
  const place = (value) => (value === null ? "" : String(value));
  const any = ["", word("filters.all")];
  const themes = page.themes.flatMap((theme, index) => (theme.parent === null ? [index, ...page.themes.flatMap((child, at) => (child.parent === index ? [at] : []))] : []));
  const parts = [
    select("language", word("filters.language"), [any, ...languages], place(filters.language), (value) => setFilters({ language: number(value) })),
    select("theme", word("filters.theme"), [any, ...themes.map((index) => [String(index), `${page.themes[index].parent === null ? "" : "\u2003"}${themeLabel(index)}`])], place(filters.theme), (value) => setFilters({ theme: number(value) })),
    ...page.segments.map((segment, place) =>
      select(`segment-${place}`, segmentName(segment), [any, ...segment.values.map((value) => [value, value])], filters.segments[segment.name] ?? "", (value) => {
        const { [segment.name]: _, ...rest } = filters.segments;
        setFilters({ segments: value === "" ? rest : { ...rest, [segment.name]: value } });
      })),
    make("button", { type: "button", id: "reset", text: word("filters.reset"), onclick: () => { setFilters(noFilters()); renderFilters(); document.getElementById("reset").focus(); } }),
  ];
  document.getElementById("filters").replaceChildren(...parts);
}

function render() {
  const counts = count(filters);
  document.getElementById("status").textContent = word("filters.status", { comments: formats.count(counts.comments.length), all: formats.count(page.size) });
  renderHeadline(counts);
  renderTrend(counts);
  renderThemes(counts);
  renderStages(counts);
  renderTogether();
  renderDrivers(counts);
  renderChanges(counts);
  renderLanguages(counts);
  renderVerbatims(counts);
}

/** The colours: those of the system unless the reader chose the others. */
function renderScheme() {
  const root = document.documentElement;
  const button = document.getElementById("scheme");
  const isDark = () => (root.dataset.scheme ?? (schemes.matches ? "dark" : "light")) === "dark";
  const name = () => (button.textContent = word(isDark() ? "tools.light" : "tools.dark"));
  button.addEventListener("click", () => {
    root.dataset.scheme = isDark() ? "light" : "dark";
    name();
    redraw();
  });
  schemes.addEventListener("change", () => {
    name();
    redraw();
  });
  name();
}

/** Paper is light, whatever the screen is. */
function renderPrint() {
  const root = document.documentElement;
  let before;
  window.addEventListener("beforeprint", () => {
    before = root.dataset.scheme;
    root.dataset.scheme = "light";
    redraw();
  });
  window.addEventListener("afterprint", () => {
    if (before === undefined) delete root.dataset.scheme;
    else root.dataset.scheme = before;
    redraw();
  });
  document.getElementById("print").addEventListener("click", () => window.print());
}

function renderFrame() {
  for (const element of document.querySelectorAll("[data-word]")) {
    const name = element.dataset.word;
    element.textContent = word(name.includes(".") ? name : `section.${name}`);
  }
  document.getElementById("title").textContent = page.title;
  const range = page.last_day === null ? "" : `${own(dayText(0))} ${word("headline.to")} ${own(dayText(page.last_day))} \u00b7 `;
  document.getElementById("subtitle").textContent = `${range}${word("headline.comments")}: ${formats.count(page.size)}`;
  const links = [...document.querySelectorAll("main > section")].map(({ id }) => make("a", { href: `#${id}`, text: word(`section.${id}`), onclick: (event) => go(event, id) }));
  const contents = document.getElementById("contents");
  contents.setAttribute("aria-label", word("section.contents"));
  contents.replaceChildren(...links);
  document.getElementById("filters").setAttribute("aria-label", word("section.filters"));
  document.querySelector(".skip").addEventListener("click", (event) => go(event, "main"));
}

/** Goes to a section without touching the fragment, which holds the filters. */
function go(event, id) {
  event.preventDefault();
  const target = document.getElementById(id);
  target.tabIndex = -1;
  target.scrollIntoView({ block: "start" });
  target.focus({ preventScroll: true });
}

unpack();
readAddress();
renderFrame();
renderScheme();
renderPrint();
renderFilters();
onSelection(render);
render();
renderMethod();
renderFoot();
keep();

window.addEventListener("hashchange", () => {
  readAddress();
  renderFilters();
  render();
});

let waiting = 0;
window.addEventListener("resize", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(redraw);
});

/** The figures under filters, for whoever wants them as numbers: `report.figures({ language: "sv" })`. */
window.report = {
  figures({ language = null, theme = null, segments = {} } = {}) {
    const place = (list, value, key) => (value === null ? null : list.findIndex((one) => one[key] === value));
    return figuresOf(count({ language: place(page.languages, language, "code"), theme: place(page.themes, theme, "id"), segments }));
  },
};
