/** Pictures of what opens over a page: each dialog, menu and list behind its buttons, and those of its first row's drawer. */
import type { Locator, Page } from "playwright-core";
import { axeFinds, cutOff } from "./checks.ts";

/** What lies over a page. A list of choices that is closed stays in the document, so only a visible one counts. */
const OVER = '[role="dialog"]:visible, [role="menu"]:visible, [role="listbox"]:visible';
/** Buttons of a page beyond this number are those of further rows. */
const MOST_BUTTONS = 24;
const PATIENCE_MS = 500;

export interface Opened {
  /** The names of the buttons that were pressed, from the page on. */
  way: readonly string[];
  wrong: string[];
}

/** Presses each button of the page at `open`, and each one of its first row's drawer; pictures what opens over it. */
export async function takeDialogs(
  page: Page,
  open: () => Promise<void>,
  take: (number: number) => string,
): Promise<Opened[]> {
  const taken: Opened[] = [];
  const picture = async (way: readonly string[]) => {
    await page.mouse.move(0, 0);
    await page.waitForTimeout(PATIENCE_MS);
    await page.screenshot({ path: take(taken.length + 1) });
    taken.push({ way, wrong: [...(await axeFinds(page)), ...(await cutOff(page))] });
  };
  const main = page.getByRole("main");
  await open();
  for (const name of await namesOf(main)) {
    await open();
    if (await opens(page, named(main, name))) await picture([name]);
  }
  await open();
  const row = main.locator("[data-row]").first();
  if ((await row.count()) === 0 || !(await opens(page, row))) return taken;
  const drawer = page.getByRole("dialog").last();
  await picture(["↵"]);
  for (const name of await namesOf(drawer)) {
    await open();
    if (!(await opens(page, row))) continue;
    if (await opens(page, named(drawer, name))) await picture(["↵", name]);
  }
  return taken;
}

const named = (within: Locator, name: string) => within.getByRole("button", { name, exact: true }).first();

/** The names of the buttons that stand there, once each. */
async function namesOf(within: Locator): Promise<string[]> {
  const names: string[] = [];
  for (const button of (await within.getByRole("button").all()).slice(0, MOST_BUTTONS)) {
    const stands = (await button.isVisible()) && (await button.isEnabled());
    const row = await button.getAttribute("data-row");
    if (!stands || row !== null) continue;
    const name = ((await button.getAttribute("aria-label")) ?? (await button.textContent()) ?? "").trim();
    if (name) names.push(name);
  }
  return [...new Set(names)];
}

/** Presses something, and says whether one more thing lies over the page then. */
async function opens(page: Page, target: Locator): Promise<boolean> {
  const over = page.locator(OVER);
  const before = await over.count();
  const pressed = await target
    .click({ timeout: 2_000 })
    .then(() => true)
    .catch(() => false);
  if (!pressed) return false;
  await page.waitForTimeout(PATIENCE_MS);
  return (await over.count()) > before;
}
