// What the figures mean, and what made them.

function renderMethod() {
  const terms = ["comments", "net", "interval", "base", "sample"];
  const list = terms.flatMap((name) => [make("dt", { text: word(`method.${name}`) }), make("dd", { text: word(`method.${name}_text`, { least: formats.count(page.minimum_base), verbatims: formats.count(page.verbatims.comment.length) }) })]);
  for (const { name } of page.scales) {
    if (page.words[`score.${name}`]) list.push(make("dt", { text: word(`score.${name}`) }), make("dd", { text: word(`score.${name}_formula`) }));
  }
  fill("method", make("dl", {}, list));
}

function renderFoot() {
  const { program, lexicons, codeframe } = page.made_by;
  const line = (text, ...values) => make("p", {}, `${text} `, values.flatMap((value, index) => (index ? [", ", make("code", { text: value })] : [make("code", { text: value })])));
  document.getElementById("foot").replaceChildren(
    line(word("foot.program"), ...program.map((version) => `verbatims ${version}`)), line(word("foot.lexicons"), ...lexicons), line(word("foot.codeframe"), ...codeframe),
    line(word("foot.inputs"), ...page.inputs), make("p", { text: word("foot.offline") }), make("p", { text: word("foot.charts") }));
}
