/** A person at a browser: a window of a size, a language and a theme, and a sign-in by role and name. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { findBrowser } from "../tools/browser.ts";
import type { Desk } from "./scene.ts";

export interface Look {
  language: "en" | "th";
  theme: "light" | "dark";
  width: 1280 | 390;
}

export interface Window {
  page: Page;
  context: BrowserContext;
  look: Look;
  /** Errors of the page's scripts and console. */
  complaints: string[];
  /** Goes to an address below /admin inside the running app, and waits until nothing loads. */
  go(path: string): Promise<void>;
  /** Waits until nothing loads: no call for a moment, no skeleton, no busy part. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export async function openWindow(browser: Browser, look: Look): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.width === 390 ? 844 : 900 },
    locale: look.language === "th" ? "th-TH" : "en-GB",
    timezoneId: "Asia/Bangkok",
    colorScheme: look.theme,
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  const chosen = Object.entries({ language: look.language, theme: look.theme });
  await context.addInitScript(
    chosen.map(([name, value]) => `localStorage.setItem("playpark.${name}", "${value}");`).join(""),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (4|5)\d\d|ERR_|WebSocket/.test(message.text()))
      complaints.push(message.text());
  });
  const settle = settling(page);
  const go = async (path: string) => {
    await page.evaluate(`history.pushState({}, "", ${JSON.stringify(`/admin${path}`)})`);
    await settle();
  };
  return { page, context, look, complaints, go, settle, close: () => context.close() };
}

/** No call for so long means that a page has asked for everything. */
const QUIET_MS = 250;
const PATIENCE_MS = 15_000;

function settling(page: Page): () => Promise<void> {
  let running = 0;
  let quiet_since = Date.now();
  const count = (by: number) => () => {
    running = Math.max(0, running + by);
    quiet_since = Date.now();
  };
  page.on("request", count(1));
  page.on("requestfinished", count(-1));
  page.on("requestfailed", count(-1));
  const busy = `document.querySelector('[role="status"][aria-busy="true"], .mantine-Skeleton-root')`;
  return async () => {
    quiet_since = Date.now();
    const end = quiet_since + PATIENCE_MS;
    while (Date.now() < end) {
      await page.waitForTimeout(50);
      if (running === 0 && Date.now() - quiet_since > QUIET_MS && !(await page.evaluate(`Boolean(${busy})`))) return;
    }
  };
}

/** Signs in by e-mail and PIN, and by the code of the second factor where the page asks for it. */
export async function signIn({ person, page, say, hand, field, button }: Desk): Promise<void> {
  const { email, pin, nextCode } = person;
  await hand.fill(field(say("frame:signin.email")), email);
  await hand.fill(field(say("frame:signin.pin")), pin);
  await hand.press(button(say("frame:signin.act")));
  if (nextCode) {
    const code = field(say("frame:signin.code"));
    await code.waitFor();
    await hand.fill(code, nextCode());
    await hand.press(button(say("frame:signin.act")));
  }
  await page.getByRole("navigation").first().waitFor();
}
