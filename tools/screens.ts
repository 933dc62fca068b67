/**
 * `npm run screens`: plays the console's flows in a browser, and writes a picture of each page and state to dist/screens.
 * `-- flows` plays only: in four looks with a pointer, and in two with the keyboard alone; `--all` plays all eight looks in
 * both ways. `-- flows th-dark keys` plays the looks whose names begin so, in one way, and `only=refund` the flows whose titles
 * match this pattern. `-- pages en-dark` only takes pictures in the looks whose names begin so. `-- dialogs` only pictures what
 * opens over each page. `-- set-up` sets a park up from an empty database and counts the interactions; `-- flows` and no word do
 * so too. `-- budgets` only measures the console's speed, on a machine that does nothing else.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type Look, openBrowser } from "../e2e/browser.ts";
import { BUDGETS, measureBudgets } from "../e2e/budgets.ts";
import { FLOWS } from "../e2e/flows.ts";
import { LOOKS, lookAtDialogs, lookAtPages, nameOf, PEOPLE_IN_TURNS } from "../e2e/looks.ts";
import { setStage } from "../e2e/park.ts";
import { playFlows } from "../e2e/play.ts";
import type { Way } from "../e2e/scene.ts";
import { playSetUp } from "../e2e/set-up.ts";
import { root } from "../local/build.ts";
import { exitWithError } from "../local/command-error.ts";
import { ensureConsole } from "../local/console.ts";

const folder = join(root, "dist/screens");
/** Empty reports hide faults: the pictures have two weeks of business, and owners see every page. */
const DAYS = 14;
const [part, ...words] = process.argv.slice(2);
const all = words.includes("--all");
const named = words.find((word) => /^(en|th)/.test(word));
const way = words.find((word): word is Way => word === "pointer" || word === "keys");
const only = words.find((word) => word.startsWith("only="))?.slice("only=".length);

/** The corners of language, theme and width, and two of them for the keyboard. */
const CORNERS = ["th-dark-390", "en-light-1280", "en-dark-390", "th-light-1280"];
const BY_KEYS = ["en-light-1280", "th-dark-390"];

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(1));

try {
  const wrong = await lookAtConsole();
  for (const line of wrong) console.log(`  ✗ ${line}`);
  console.log(wrong.length === 0 ? "Everything is as it should be." : `${wrong.length} things are wrong.`);
  process.exit(wrong.length === 0 ? 0 : 1);
} catch (error) {
  exitWithError(error);
}

async function lookAtConsole(): Promise<string[]> {
  // A server that builds it first is not ready in time on a busy machine.
  await ensureConsole(console.log);
  const browser = await openBrowser();
  const wrong: string[] = [];
  try {
    if (part === "budgets") return await measure(browser);
    if (part !== "pages" && part !== "dialogs") {
      mkdirSync(join(root, "dist"), { recursive: true });
      const [first, ...others] = plays();
      // Once by pointer, and once by keys: the park is another one each time.
      for (const [look, by] of [first, others.find(([, each]) => each !== first?.[1])].filter(
        (each) => each !== undefined,
      ))
        wrong.push(...(await playSetUp(browser, { look, way: by, folder: join(root, "dist"), tell: console.log })));
      if (part === "set-up") return wrong;
      const flows = FLOWS.filter(({ title }) => !only || new RegExp(only).test(title));
      for (const [look, by] of plays())
        wrong.push(
          ...(await playFlows(browser, flows, { look, way: by, folder: join(root, "dist"), tell: console.log })),
        );
    }
    if (part !== "flows") {
      rmSync(folder, { recursive: true, force: true });
      const stage = await setStage({ managers: PEOPLE_IN_TURNS, role: "owner", days: DAYS });
      const asked = { tell: console.log, only: named };
      try {
        if (part !== "dialogs") wrong.push(...(await lookAtPages(browser, stage, folder, asked)));
        if (part !== "pages") wrong.push(...(await lookAtDialogs(browser, stage, folder, asked)));
      } finally {
        await stage.stop();
      }
      console.log(`The pictures are in ${folder}.`);
    }
  } finally {
    await browser.close();
  }
  return wrong;
}

/** Prints the console's speed; an answer is a figure over its budget. */
async function measure(browser: Browser): Promise<string[]> {
  const stage = await setStage({ days: DAYS });
  try {
    const figures = Object.entries(await measureBudgets(browser, stage)) as [keyof typeof BUDGETS, number][];
    for (const [name, value] of figures) console.log(`  ${name}: ${value.toFixed(3)} of ${BUDGETS[name]}`);
    return figures.filter(([name, value]) => value > BUDGETS[name]).map(([name]) => `${name} is over its budget`);
  } finally {
    await stage.stop();
  }
}

/** The looks and ways in which the flows are played. */
function plays(): (readonly [Look, Way])[] {
  const looks = LOOKS.filter((look) => !named || nameOf(look).startsWith(named));
  const chosen = (names: readonly string[]) =>
    all || named ? looks : looks.filter((look) => names.includes(nameOf(look)));
  return [
    ...(way === "keys" ? [] : chosen(CORNERS).map((look) => [look, "pointer"] as const)),
    ...(way === "pointer" ? [] : chosen(BY_KEYS).map((look) => [look, "keys"] as const)),
  ];
}
