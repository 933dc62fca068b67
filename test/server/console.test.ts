/** The console in a real browser, in short: sign in with a second factor, the dashboard, one report, axe on each. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../../e2e/browser.ts";
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
