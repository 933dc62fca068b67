/** Flows of the running day: live figures, the way into rows, the search, and addresses that colleagues share. */
import { MEASURES } from "../../src/modules/operations/reports/domain/definitions.ts";
import { typedOn } from "../../test/support/keyboards.ts";
import { countOf, type Desk, type Flow, moneyOf, require, until } from "../scene.ts";

/** Chooses the sales with refunds by the filter of the page. */
async function filterRefunded({ say, hand, page, combobox, open }: Desk): Promise<void> {
  await open("/sales");
  await hand.choose(combobox(say("sales:filter.status")), say("sales:filter.refunded"));
  await page.waitForURL("**status=refunded*");
}

export const DAY_FLOWS: readonly Flow[] = [
  {
    title: "a sale and a scan over the API appear on the open dashboard",
    async play({ stage, desk: { open, say, tile } }) {
      await open("/");
      const takings = tile(say("dashboard:takings"));
      const inside = tile(say("dashboard:inside"));
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
        (text) => countOf(text) === countOf(people) + 1,
        "the guest on the dashboard",
      );
    },
  },
  {
    title: "a number of a report opens into its rows",
    async play({ stage, look, desk: { open, say, hand, heading, tile, rows } }) {
      await stage.scan("PP1.not-a-code");
      await open("/reports/gate");
      const refused = tile(MEASURES.fail[`name_${look.language}`]);
      const count = countOf(await refused.textContent());
      require(count > 0, "the report counts no refused scan");
      await hand.press(refused);
      await heading(say("reports:rows.redemptions")).waitFor();
      await until(
        () => rows(say("reports:rows.redemptions")).count(),
        (shown) => shown === count,
        `${count} rows of refused scans`,
      );
    },
  },
  {
    title: "a ticket's short code in the search opens the ticket",
    async play({ stage, look, way, desk: { page, open, say, hand, button, heading, combobox } }) {
      const [ticket] = stage.fresh.tickets;
      require(ticket, "the sale has no ticket");
      await open("/");
      await heading(say("dashboard:title")).waitFor();
      if (way === "pointer" && look.width === 390) await hand.press(button(say("frame:find.short")));
      else await page.keyboard.press("ControlOrMeta+k");
      await hand.fill(combobox(say("frame:find.label")), ticket.short_code);
      await page
        .getByRole("option")
        .filter({ hasText: say("frame:find.ticket") })
        .first()
        .waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/tickets/${ticket.ticket_id}*`);
      await page.getByText(ticket.short_code).first().waitFor();
    },
  },
  {
    title: "a code that is typed with a Thai keyboard in the search opens the ticket",
    async play({ stage, desk: { page, open, say, hand, heading, combobox } }) {
      const [ticket] = stage.fresh.tickets;
      require(ticket, "the sale has no ticket");
      await open("/");
      await heading(say("dashboard:title")).waitFor();
      await page.keyboard.press("Slash");
      await hand.fill(combobox(say("frame:find.label")), typedOn("thai", ticket.short_code.toLowerCase()));
      await page
        .getByRole("option")
        .filter({ hasText: say("frame:find.ticket") })
        .first()
        .waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/tickets/${ticket.ticket_id}*`);
    },
  },
  {
    title: "a copied link opens the same filter and the same row for a colleague",
    async play({ stage, desk, second, seat }) {
      const { page, say, hand, rows, dialog } = desk;
      await stage.refund(await stage.sell(1));
      await filterRefunded(desk);
      await hand.press(rows(say("sales:title")).first());
      await dialog().getByText(say("sales:lines"), { exact: true }).waitFor();
      const { pathname, search } = new URL(page.url());
      require(search.includes("open="), `the address names no opened row: ${search}`);
      const colleague = await seat(second, `${pathname.replace("/admin", "")}${search}`);
      await colleague.dialog().getByText(say("sales:lines"), { exact: true }).waitFor();
      const mine = await rows(say("sales:title")).count();
      const theirs = await colleague.rows(say("sales:title")).count();
      require(mine > 0 && mine === theirs, `the colleague sees ${theirs} rows in place of ${mine}`);
    },
  },
  {
    title: "a saved view brings its filter back",
    async play({ desk }) {
      const { page, say, hand, open, button, field } = desk;
      await filterRefunded(desk);
      const address = page.url();
      await hand.press(button(say("frame:views.title")));
      await hand.fill(field(say("frame:views.name")), "Money back");
      await hand.press(button(say("frame:views.save")));
      await page.getByRole("menuitem", { name: "Money back" }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("menuitem", { name: "Money back" }).waitFor({ state: "detached" });
      await open("/sales?status=paid");
      await hand.press(button(say("frame:views.title")));
      await hand.press(page.getByRole("menuitem", { name: "Money back" }));
      await page.waitForURL("**status=refunded*");
      require(page.url() === address, `the view opens ${page.url()} in place of ${address}`);
      await hand.press(button(say("frame:views.title")));
      await hand.press(button(say("frame:views.remove", { name: "Money back" })));
      await page.getByRole("menuitem", { name: "Money back" }).waitFor({ state: "detached" });
    },
  },
  {
    title: "back and forward lead through drawer, list and page, and lose no filter",
    async play({ desk }) {
      const { page, say, hand, rows, dialog, heading } = desk;
      await filterRefunded(desk);
      await hand.press(rows(say("sales:title")).first());
      await dialog().getByText(say("sales:lines"), { exact: true }).waitFor();
      await hand.press(dialog().getByRole("link", { name: say("sales:own_page") }));
      await page.waitForURL("**/sales/*");
      await page.goBack();
      await dialog().getByText(say("sales:lines"), { exact: true }).waitFor();
      await page.goBack();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await heading(say("sales:title")).waitFor();
      require(page.url().includes("status=refunded"), `the filter is lost: ${page.url()}`);
      await page.goForward();
      await dialog().getByText(say("sales:lines"), { exact: true }).waitFor();
    },
  },
];
