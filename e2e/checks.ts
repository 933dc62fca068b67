/** Checks of a page as it stands: accessibility by axe, text that is cut off, and scrolling to the side. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  impact: string | null;
  help: string;
  nodes: { target: unknown[]; html: string }[];
}

/** What axe finds that is serious or critical, a line each. */
export async function axeFinds(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  )) as Violation[];
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help} (${nodes
          .map(({ target, html }) => `${target.join(" ")} ${html.slice(0, 120)}`)
          .slice(0, 3)
          .join(" | ")})`,
    );
}

const cut_off = readFileSync(join(import.meta.dirname, "cut-off.js"), "utf8");

/** Elements whose text is cut off, and whether the page scrolls to the side. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(cut_off);
}
