/** The pages at /docs and /redoc: they work in a real browser, under their own policy and without any other host. */
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../simulator/server.ts";
import { findBrowser } from "../../tools/browser.ts";
import { makeDataFolder, type ServerProcess, startServer } from "./support.ts";

const folder = makeDataFolder();
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  server = await startServer(folder.path, await freePort());
  browser = await chromium.launch({
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
});

afterAll(async () => {
  await browser?.close();
  await server?.end("SIGTERM");
  folder.remove();
});

test.each([
  ["Swagger UI", "/docs", ".opblock"],
  ["ReDoc", "/redoc", "text=/healthz"],
])("%s shows the operations", async (_, path, operation) => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));

  await page.goto(`${server.url}${path}`);
  await page.waitForSelector(operation, { timeout: 20_000 });

  expect(complaints).toEqual([]);
  expect(requests.filter((url) => !url.startsWith(`${server.url}/`) && !/^(data|blob):/.test(url))).toEqual([]);
});
