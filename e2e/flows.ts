/** The flows that must hold, by role and name: each is a promise of the console, played in a real browser. */
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { type Look, openWindow, signIn, type Window } from "./browser.ts";
import type { Stage } from "./park.ts";

export interface Flow {
  title: string;
  play(scene: Scene): Promise<void>;
}

export interface Scene {
  browser: Browser;
  stage: Stage;
  /** The owner's window, signed in. */
  owner: Window;
}

const DESK: Look = { language: "en", theme: "light", width: 1280 };

function require(fact: unknown, message: string): asserts fact {
  if (!fact) throw new Error(message);
}

/** Waits until the text that `read` gives is as wanted. */
async function until<Value>(
  read: () => Promise<Value>,
  wanted: (value: Value) => boolean,
  what: string,
): Promise<Value> {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await read().catch(() => undefined as Value);
    if (wanted(value)) return value;
    if (Date.now() > end) throw new Error(`${what} did not happen; the last reading was ${String(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const moneyOf = (text: string | null | undefined) =>
  Math.round(Number((text ?? "").replaceAll("−", "-").replace(/[^\d.-]/g, "")) * 100);

export async function openOwner(browser: Browser, stage: Stage, look: Look = DESK): Promise<Window> {
  const owner = await openWindow(browser, look);
  await owner.page.goto(`${stage.url}/admin/`);
  await signIn(owner, stage.owner);
  return owner;
}

export const FLOWS: readonly Flow[] = [
  {
    title: "a sale and a scan over the API appear on the open dashboard",
    async play({ stage, owner: { page } }) {
      await page.goto(`${stage.url}/admin/`);
      const takings = page.getByRole("button", { name: /^Takings today: .* Open the rows/ });
      const inside = page.getByRole("button", { name: /^People inside: .* Open the rows/ });
      const [before, people] = await Promise.all([takings.textContent(), inside.textContent()]);
      const sale = await stage.sell(1);
      const passed = await stage.scan(sale.tickets[0]?.qr_token ?? "");
      require(passed.result === "pass", "the ticket did not pass");
      await until(
        () => takings.textContent(),
        (text) => moneyOf(text) === moneyOf(before) + sale.grand_total,
        "the sale on the dashboard",
      );
      await until(
        () => inside.textContent(),
        (text) => Number(text) === Number(people) + 1,
        "the guest on the dashboard",
      );
    },
  },
  {
    title: "a number of a report opens into its rows",
    async play({ stage, owner: { page } }) {
      await page.goto(`${stage.url}/admin/reports/gate`);
      const refused = page.getByRole("button", { name: /^Refused: .* Open the rows/ }).first();
      const count = Number(((await refused.textContent()) ?? "").replace(/\D/g, ""));
      require(count > 0, "the report counts no refused scan");
      await refused.click();
      await page.getByRole("heading", { name: "Scans" }).waitFor();
      const rows = page.getByRole("table", { name: "Scans" }).locator("tbody tr");
      await until(
        () => rows.count(),
        (shown) => shown === count,
        `${count} rows of refused scans`,
      );
    },
  },
  {
    title: "an approval that the till asks for is decided in a second window",
    async play({ browser, stage }) {
      const window = await openWindow(browser, DESK);
      try {
        const { page } = window;
        await page.goto(`${stage.url}/admin/approvals`);
        await signIn(window, stage.supervisor);
        const sale = await stage.sell(1);
        const approval_id = await stage.ask(sale);
        const row = page.getByRole("table", { name: "Approvals" }).locator("tbody tr").first();
        await row.waitFor();
        await row.focus();
        await page.keyboard.press("Enter");
        const drawer = page.getByRole("dialog").first();
        await drawer.getByText(sale.receipt_no).waitFor();
        await drawer.getByRole("button", { name: "Approve" }).click();
        await page.getByLabel("Your PIN").fill(stage.supervisor.pin);
        await page.keyboard.press("Enter");
        await page.getByText("The request is approved").first().waitFor();
        const status = await stage.statusOf(approval_id);
        require(status === "approved", `the request is ${status}`);
      } finally {
        await window.close();
      }
    },
  },
  {
    title: "a refund in the office is approved in a second window, and only then it is done",
    async play({ browser, stage, owner: { page } }) {
      const sale = await stage.sell(1);
      const window = await openWindow(browser, DESK);
      try {
        await window.page.goto(`${stage.url}/admin/approvals`);
        await signIn(window, stage.supervisor);
        await page.goto(`${stage.url}/admin/sales/${sale.sale_id}`);
        await page.getByRole("button", { name: "Refund" }).click();
        await page.getByRole("button", { name: "Next" }).click();
        await page.getByRole("combobox", { name: "Reason" }).click();
        await page.getByRole("option").first().click();
        await page.getByText("Ask someone elsewhere").click();
        await page.getByRole("button", { name: "Ask for approval" }).click();
        await page.getByText("Waiting for a decision").waitFor();
        require((await page.getByText(/^Refunded ฿/).count()) === 0, "the page tells a refund that nobody approved");
        const table = window.page.getByRole("table", { name: "Approvals" });
        await table.locator("tbody tr").filter({ hasText: "Refund" }).first().click();
        const drawer = window.page.getByRole("dialog").first();
        await drawer.getByText(sale.receipt_no).waitFor();
        await drawer.getByRole("button", { name: "Approve" }).click();
        await window.page.getByLabel("Your PIN").fill(stage.supervisor.pin);
        await window.page.keyboard.press("Enter");
        await page.getByText("Refunded ฿350.00").first().waitFor();
        await page.getByText("Refunded", { exact: true }).first().waitFor();
      } finally {
        await window.close();
      }
    },
  },
  {
    title: "a ticket's short code in the search opens the ticket",
    async play({ stage, owner: { page } }) {
      const [ticket] = stage.fresh.tickets;
      require(ticket, "the sale has no ticket");
      await page.goto(`${stage.url}/admin/`);
      await page.getByRole("heading", { name: "Dashboard" }).waitFor();
      await page.keyboard.press("ControlOrMeta+k");
      await page.getByRole("combobox", { name: /^Search pages/ }).fill(ticket.short_code);
      await page.getByRole("option").filter({ hasText: "Ticket" }).first().waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/tickets/${ticket.ticket_id}*`);
      await page.getByText(ticket.short_code).first().waitFor();
    },
  },
  {
    title: "a CSV has the rows and the sums of the screen",
    async play({ stage, owner: { page } }) {
      await page.goto(`${stage.url}/admin/shifts?status=closed`);
      const table = page.getByRole("table", { name: "Shifts and drawers" });
      await table.locator("tbody tr").first().waitFor();
      const shown = moneyOf(await table.locator("tfoot td").last().textContent());
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "CSV" }).click(),
      ]);
      const [head = "", ...lines] = readFileSync(await download.path(), "utf8")
        .replace(/^\uFEFF/, "")
        .trim()
        .split("\r\n");
      const at = head.split(",").indexOf("cash_diff");
      const sum = lines.reduce((total, line) => total + Number(cells(line)[at]), 0);
      require(sum === shown, `the CSV sums up to ${sum}, the screen to ${shown}`);
      require(lines.length === (await table.locator("tbody tr").count()), "the CSV has other rows than the screen");
    },
  },
  {
    title: "a drawer's expected cash is corrected with a second person's PIN",
    async play({ stage, owner: { page } }) {
      await page.goto(`${stage.url}/admin/shifts?status=closed`);
      await page.getByRole("table", { name: "Shifts and drawers" }).locator("tbody tr").first().click();
      await page.getByRole("button", { name: "Correct the expected cash" }).click();
      await page.getByText("Less was expected").click();
      await page.getByLabel("Sum").fill("20");
      await page.getByLabel("Reason").fill("A note was counted twice");
      await page.getByRole("button", { name: "Go on to the approval" }).click();
      await page.getByLabel("Approver's e-mail").fill(stage.supervisor.email);
      await page.locator('input[type="password"]').last().fill(stage.supervisor.pin);
      await page.keyboard.press("Enter");
      await page.getByText(/The expected cash is corrected/).waitFor();
      await page.getByText("A note was counted twice").first().waitFor();
    },
  },
  {
    title: "the chain of the audit is verified",
    async play({ stage, owner: { page } }) {
      await page.goto(`${stage.url}/admin/audit/chain`);
      await page.getByRole("button", { name: "Check the chain" }).click();
      await page.getByText("The chain is sound.").waitFor();
    },
  },
  {
    title: "a path that never answers is not asked again and again",
    async play({ stage, owner: { page } }) {
      let asked = 0;
      await page.route(
        ({ pathname }) => pathname.startsWith("/v1/shifts"),
        (route) => {
          asked += 1;
          return route.abort();
        },
      );
      await page.goto(`${stage.url}/admin/shifts`);
      await page.getByRole("alert").first().waitFor();
      await page.waitForTimeout(8_000);
      await page.unrouteAll({ behavior: "ignoreErrors" });
      require(asked <= 20, `it was asked ${asked} times in some seconds`);
    },
  },
  {
    title: "a lost server is told, and the page comes back with it",
    async play({ stage, owner: { page } }) {
      await page.goto(`${stage.url}/admin/shifts`);
      await page.getByRole("table", { name: "Shifts and drawers" }).locator("tbody tr").first().waitFor();
      await stage.lose();
      await page.getByRole("button", { name: "Period before" }).click();
      const alert = page.getByRole("alert").first();
      await alert.getByText("The server does not answer.").waitFor();
      await stage.comeBack();
      await page.getByRole("button", { name: "Period after" }).click();
      await page
        .getByRole("table", { name: "Shifts and drawers" })
        .locator("tbody tr")
        .first()
        .waitFor({ timeout: 30_000 });
    },
  },
  {
    title: "an expired session asks for the sign-in, and returns to the same page",
    async play({ stage, owner }) {
      const { page, context } = owner;
      const address = `${stage.url}/admin/shifts?status=closed`;
      await page.goto(address);
      await page.getByRole("table", { name: "Shifts and drawers" }).locator("tbody tr").first().waitFor();
      await context.clearCookies();
      await page.reload();
      await signIn(owner, stage.owner);
      await page.getByRole("table", { name: "Shifts and drawers" }).locator("tbody tr").first().waitFor();
      require(page.url() === address, `the page is ${page.url()}`);
    },
  },
];

/** The cells of a line of CSV. */
function cells(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = ""]) =>
    cell.replace(/^"|"$/g, "").replaceAll('""', '"'),
  );
}
