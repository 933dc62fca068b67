/**
 * `npm run screens`: plays the console's flows in a browser, and writes a picture of each page and state to dist/screens.
 * `-- flows` plays only, `-- pages en-dark` only takes pictures in the looks whose names begin so.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openBrowser } from "../e2e/browser.ts";
import { FLOWS, openOwner } from "../e2e/flows.ts";
import { lookAtPages } from "../e2e/looks.ts";
import { setStage } from "../e2e/park.ts";
import { root } from "../local/build.ts";
import { exitWithError } from "../local/command-error.ts";

const folder = join(root, "dist/screens");
const [only, looks] = process.argv.slice(2);

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
  const stage = await setStage();
  const browser = await openBrowser();
  const wrong: string[] = [];
  try {
    if (only !== "pages") wrong.push(...(await playFlows()));
    if (only !== "flows") {
      rmSync(folder, { recursive: true, force: true });
      wrong.push(...(await lookAtPages(browser, stage, folder, { tell: console.log, only: looks })));
      console.log(`The pictures are in ${folder}.`);
    }
  } finally {
    await browser.close();
    await stage.stop();
  }
  return wrong;

  async function playFlows(): Promise<string[]> {
    const failed: string[] = [];
    const owner = await openOwner(browser, stage);
    console.log("  ✓ the owner signs in with a second factor");
    for (const { title, play } of FLOWS) {
      try {
        const started = performance.now();
        await play({ browser, stage, owner });
        console.log(`  ✓ ${title}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
      } catch (error) {
        failed.push(`${title}: ${error instanceof Error ? error.message : error}`);
        console.log(`  ✗ ${title}`);
        await owner.page.screenshot({ path: join(root, "dist", `failed-${failed.length}.png`) });
      }
    }
    failed.push(...owner.complaints);
    await owner.close();
    return failed;
  }
}
