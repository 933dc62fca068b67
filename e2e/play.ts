/** Plays flows on a stage of their own, in one look and one way. */
import { join } from "node:path";
import type { Browser } from "playwright-core";
import type { Look } from "./browser.ts";
import { nameOf } from "./looks.ts";
import { setStage } from "./park.ts";
import { type Desk, type Flow, seatAt, type Way } from "./scene.ts";

interface Play {
  look: Look;
  way: Way;
  /** Where a picture of each failed flow goes. */
  folder: string;
  tell: (text: string) => void;
}

/** Answers what failed, a line each. */
export async function playFlows(browser: Browser, flows: readonly Flow[], play: Play): Promise<string[]> {
  const { look, way, folder, tell } = play;
  const name = `${nameOf(look)} ${way}`;
  const failed: string[] = [];
  const stage = await setStage();
  try {
    const seated: Desk[] = [];
    const seat = async (person: Desk["person"], path: string) => {
      const desk = await seatAt(browser, stage, { person, look, way, path });
      seated.push(desk);
      return desk;
    };
    const desk = await seat(stage.owner, "/");
    tell(`${name}: the owner signs in with a second factor`);
    let calls = 0;
    desk.page.on("request", (request) => {
      calls += Number(request.url().includes("/v1/"));
    });
    for (const { title, pointer_only, play: act } of flows) {
      if (pointer_only && way !== "pointer") continue;
      const started = performance.now();
      calls = 0;
      try {
        await act({ browser, stage, look, way, desk, second: stage.supervisor, seat });
        tell(`  ✓ ${title}, ${((performance.now() - started) / 1000).toFixed(1)} s, ${calls} calls`);
      } catch (error) {
        failed.push(`${name}: ${title}: ${error instanceof Error ? error.message : error}`);
        tell(`  ✗ ${title}: ${error instanceof Error ? error.message.slice(0, 600) : error}`);
        const file = join(folder, `failed-${nameOf(look)}-${way}-${failed.length}`);
        for (const [at, { page }] of seated.entries())
          await page.screenshot({ path: `${file}-${at}.png` }).catch(() => {});
      }
      for (const other of seated.splice(1)) {
        failed.push(...other.window.complaints.map((text) => `${name}: ${title}: ${text}`));
        await other.window.close();
      }
      failed.push(...desk.window.complaints.splice(0).map((text) => `${name}: ${title}: ${text}`));
    }
    await desk.window.close();
  } finally {
    await stage.stop();
  }
  return failed;
}
