/** The console in a real browser, in short: sign in with a second factor, the dashboard, one report, axe on each. */
import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../../e2e/browser.ts";
import { BUDGETS, shiftOf } from "../../e2e/budgets.ts";
import { axeFinds, cutOff } from "../../e2e/checks.ts";
import { type Stage, setStage } from "../../e2e/park.ts";
import { seatAt } from "../../e2e/scene.ts";

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  [stage, browser] = await Promise.all([setStage(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

const DESK = { language: "en", theme: "light", width: 1280 } as const;
/** A session of a person at the dashboard, which the tests of this file share. */
const seat = (path: string) =>
  seatAt(browser, stage, { person: stage.next(), look: DESK, way: "pointer" as const, path });

const isFocused = (place: Locator) => place.and(place.page().locator(":focus")).count().then(Boolean);

test("nothing on the dashboard moves by itself while it loads", async () => {
  const { window, page } = await seat("/shifts");
  expect(await shiftOf(page, window.settle, `${stage.url}/admin/`)).toBeLessThan(BUDGETS.shift);
  await window.close();
});

test("a chart that was drawn for a wider page lies over nothing beside it", async () => {
  const { window, page } = await seat("/shifts");
  await page.addInitScript(
    "window.ResizeObserver = class extends ResizeObserver { constructor(act) { super((...seen) => window.frozen || act(...seen)); } };",
  );
  await page.goto(`${stage.url}/admin/`);
  await page.locator(".recharts-surface").first().waitFor();
  await window.settle();
  await page.evaluate("window.frozen = true");
  await page.setViewportSize({ width: 1000, height: 900 });
  const [drawn, shown] = (await page.evaluate(`(() => {
    const surface = document.querySelector(".recharts-surface");
    const place = surface.closest("[role=group]");
    const right = place.getBoundingClientRect().right;
    const { top, height } = place.getBoundingClientRect();
    const under = Array.from({ length: 20 }, (_, at) => document.elementFromPoint(right + 12, top + (height * at) / 20));
    return [surface.getBoundingClientRect().right - right, under.filter((each) => place.contains(each)).length];
  })()`)) as [number, number];
  expect(drawn).toBeGreaterThan(12);
  expect(shown).toBe(0);
  await window.close();
});

test("a person with keys alone skips to the page, opens a row and is back at it when the drawer closes", async () => {
  const { window, page, say, rows, dialog } = await seat("/shifts?status=closed");
  const row = rows(say("shifts:title")).first();
  await row.waitFor();
  await page.reload();
  await row.waitFor();
  await page.keyboard.press("Tab");
  const focused = page.locator(":focus");
  expect(await focused.textContent()).toBe(say("frame:skip"));
  expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
  await page.keyboard.press("Enter");
  expect(await focused.getAttribute("id")).toBe("page");
  // The place of the key counts: on a Thai keyboard it types another letter.
  await page.evaluate(
    `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyJ", key: "่", bubbles: true }))`,
  );
  expect(await isFocused(row)).toBe(true);
  await page.keyboard.press("Enter");
  await dialog().waitFor();
  await page.keyboard.press("Escape");
  await dialog().waitFor({ state: "hidden" });
  expect(await isFocused(row)).toBe(true);
  await window.close();
});

test("the owner signs in with a second factor, and sees the day and a report that axe finds nothing serious on", async () => {
  const look = { language: "th", theme: "dark", width: 390 } as const;
  const { window, page, tile, say, open } = await seatAt(browser, stage, {
    ...{ person: stage.owner, look, way: "pointer", path: "/" },
  });
  await window.settle();
  const day = [...(await axeFinds(page)), ...(await cutOff(page))];
  const takings = await tile(say("dashboard:takings")).textContent();
  await open("/reports/gate");
  await window.settle();
  await page.getByRole("heading", { level: 1 }).waitFor();
  const report = [...(await axeFinds(page)), ...(await cutOff(page))];
  expect({ day, report, complaints: window.complaints }).toEqual({ day: [], report: [], complaints: [] });
  expect(takings).toMatch(/^฿[\d,]+\.00$/);
});
