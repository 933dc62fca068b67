/** A person at a browser: a window of a size, a language and a theme, and a sign-in by role and name. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { findBrowser } from "../tools/browser.ts";
import type { Person } from "./park.ts";

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
  return { page, context, look, complaints, close: () => context.close() };
}

/** The words of the frame that a flow looks for. */
export const WORDS = {
  en: { email: "E-mail", pin: /^PIN/, code: /second factor/, act: "Sign in" },
  th: { email: "อีเมล", pin: /^(รหัส )?PIN/, code: /ขั้นที่สอง|สองชั้น|second/, act: "เข้าสู่ระบบ" },
} as const;

/** Signs in by e-mail and PIN, and by the code of the second factor where the page asks for it. */
export async function signIn({ page, look }: Window, { email, pin, nextCode }: Person): Promise<void> {
  const words = WORDS[look.language];
  await page.getByLabel(words.email).fill(email);
  await page.locator('input[autocomplete="current-password"]').fill(pin);
  await page.getByRole("button", { name: words.act }).click();
  if (nextCode) {
    const code = page.locator('input[autocomplete="one-time-code"]').first();
    await code.waitFor();
    await code.fill(nextCode());
    await page.getByRole("button", { name: words.act }).click();
  }
  await page.getByRole("navigation").first().waitFor();
}
