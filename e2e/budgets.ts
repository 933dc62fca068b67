/** Budgets of the console's speed: the time until the dashboard is usable, a table of 200 rows, and parts that move by themselves. */
import type { Browser, Page } from "playwright-core";
import { type Look, openWindow, signIn } from "./browser.ts";
import type { Stage } from "./park.ts";
import { deskOf, until } from "./scene.ts";

export const BUDGETS = { dashboard_ms: 2_000, table_ms: 100, shift: 0.1 } as const;

export type Figures = Record<keyof typeof BUDGETS, number>;

const DESK: Look = { language: "en", theme: "light", width: 1280 };
const ROWS = 200;
const TURNS = 6;

/** Runs before the page's scripts: sums the shifts that no act of the person caused, as browsers score them. */
const COUNT_SHIFTS = `
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
`;

/** Runs before the page's scripts: ms from each answer with all rows to the frame after they are laid out. */
const TIME_TABLE = `
  window.tables = [];
  const real = window.fetch;
  window.fetch = async (...call) => {
    const response = await real(...call);
    const url = new URL(call[0].url ?? call[0], location.href);
    if (url.pathname !== "/v1/shifts") return response;
    const text = await response.text();
    document.querySelector("tbody tr")?.setAttribute("data-old", "");
    const began = performance.now();
    const look = () => {
      const rows = document.querySelectorAll("tbody tr");
      if (rows.length < ${ROWS} || rows[0].hasAttribute("data-old")) return requestAnimationFrame(look);
      document.body.getBoundingClientRect();
      window.tables.push(performance.now() - began);
    };
    look();
    return new Response(text, response);
  };
`;

/** The shifts of an address that a signed-in person opens, until nothing loads. */
export async function shiftOf(page: Page, settle: () => Promise<void>, url: string): Promise<number> {
  await page.addInitScript(COUNT_SHIFTS);
  await page.goto(url);
  await settle();
  return (await page.evaluate("window.shifts")) as number;
}

export async function measureBudgets(browser: Browser, stage: Stage): Promise<Figures> {
  const window = await openWindow(browser, DESK);
  const { page, settle } = window;
  const desk = deskOf(stage.next(), window, stage.url, "pointer");
  await desk.open("/shifts");
  await signIn(desk);
  await settle();
  const shift = await shiftOf(page, settle, `${stage.url}/admin/`);
  await page.goto(`${stage.url}/admin/`);
  await desk.tile(desk.say("dashboard:takings")).waitFor();
  const dashboard_ms = (await page.evaluate("performance.now()")) as number;

  const table = await browser.newContext({
    storageState: await window.context.storageState(),
    viewport: { width: 1280, height: 900 },
  });
  const wide = await table.newPage();
  await wide.addInitScript(TIME_TABLE);
  let answers = 0;
  let row: { shift_id: string } | undefined;
  await wide.route(
    ({ pathname }) => pathname === "/v1/shifts",
    async (route) => {
      const response = await route.fetch();
      const reply = (await response.json()) as { data: { shift_id: string }[] };
      // Earlier periods have none.
      row ??= reply.data[0];
      const shift = row;
      if (!shift) throw new Error("The park has no shift.");
      answers += 1;
      const data = Array.from({ length: ROWS }, (_, at) => ({
        ...row,
        shift_id: `${shift.shift_id.slice(0, -4)}${answers}${100 + at}`,
      }));
      await route.fulfill({ response, json: { ...reply, data } });
    },
  );
  await wide.goto(`${stage.url}/admin/shifts`);
  // Another period each time, so that all rows are drawn anew; the least is the one that nothing else slowed.
  const times = () => wide.evaluate("window.tables") as Promise<number[]>;
  for (let turn = 1; turn <= TURNS; turn += 1) {
    await until(times, (all) => all.length >= turn, `the table of ${ROWS} rows`);
    await wide.keyboard.press("BracketLeft");
  }
  const table_ms = Math.min(...(await times()).slice(1));
  await wide.unrouteAll({ behavior: "wait" });
  await table.close();
  await window.close();
  return { dashboard_ms, table_ms, shift };
}
