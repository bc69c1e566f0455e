// Builds src/report/page/charts.js: of Apache ECharts what the report draws, in one file. `npm ci && npm run charts`.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const page = join(here, "../../src/report/page");

const used = `
export { init, use } from "echarts/core";
import { use } from "echarts/core";
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";
use([BarChart, CustomChart, LineChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);
`;

/** The text of the bundle. */
export async function bundle() {
  // The notices travel with every report.
  const notice = await readFile(join(page, "charts.NOTICE"), "utf8");
  const built = await build({
    stdin: { contents: used, resolveDir: here, loader: "js" },
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "echarts",
    target: "es2020",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    banner: { js: `/*
${notice}*/` },
    write: false,
  });
  return built.outputFiles[0].text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(join(page, "charts.js"), await bundle());
}
