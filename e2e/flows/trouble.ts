/** Flows of trouble: answers that are lost, buttons that are pressed twice, and people who approve themselves. */
import type { Page } from "playwright-core";
import { type Desk, type Flow, require, type Scene, until } from "../scene.ts";
import { approveHere } from "./money.ts";

/** Lets the server do the next act at a path, and cuts the connection before its answer. */
async function loseAnswer(page: Page, path: RegExp): Promise<void> {
  let lost = false;
  await page.route(
    ({ pathname }) => path.test(pathname),
    async (route) => {
      if (lost || route.request().method() !== "POST") return route.fallback();
      lost = true;
      await route.fetch();
      await route.abort();
    },
  );
}

const sayLost = ({ page, say, dialog }: Desk) =>
  dialog()
    .getByRole("alert")
    .getByText(say("kit:error.OFFLINE.message"))
    .waitFor()
    .finally(() => page.unrouteAll({ behavior: "ignoreErrors" }));

/** The answer of an act with a second person's PIN is lost; the person tries again with the PIN. */
async function tryAgain(desk: Desk, { second }: Scene, label: string): Promise<void> {
  const { say, hand, dialog, button, field } = desk;
  await sayLost(desk);
  await hand.fill(field(say("kit:approval.pin"), dialog()), second.pin);
  await hand.press(button(label, dialog()));
}

export const TROUBLE_FLOWS: readonly Flow[] = [
  {
    title: "a refund whose answer is lost happens once, and the next try says so",
    async play(scene) {
      const { stage, desk } = scene;
      const { page, open, say, hand, button, dialog, told } = desk;
      const sale = await stage.sell(2, "qr");
      await open(`/sales/${sale.sale_id}`);
      await hand.press(button(say("sales:refund.act")));
      await hand.press(button(say("sales:refund.next"), dialog()));
      await loseAnswer(page, /^\/v1\/refunds$/);
      await approveHere(desk, scene, say("sales:refund.act"));
      await tryAgain(desk, scene, say("sales:refund.act"));
      await told(say("sales:refund.done", { amount: "฿700.00" }));
      require((await stage.refundsOf(sale)).length === 1, "the sale has another number of refunds than one");
    },
  },
  {
    title: "a correction of a drawer whose answer is lost happens once, and the next try says so",
    async play(scene) {
      const { stage, desk } = scene;
      const { page, open, say, hand, rows, button, dialog, field, told } = desk;
      await open("/shifts?status=closed");
      await hand.press(rows(say("shifts:title")).filter({ hasText: "Counter 1" }).first());
      await hand.press(button(say("shifts:adjust.act"), dialog()));
      await hand.fill(field(say("shifts:adjust.amount"), dialog()), "7");
      await hand.fill(field(say("shifts:reason"), dialog()), "A lost answer");
      await hand.press(button(say("shifts:adjust.next"), dialog()));
      await loseAnswer(page, /\/adjustments$/);
      await approveHere(desk, scene, say("shifts:adjust.act"), false);
      await tryAgain(desk, scene, say("shifts:adjust.act"));
      await told(say("shifts:adjust.done"));
      const noted = (await stage.movementsOf(new URL(page.url()).searchParams.get("open") ?? "")).filter(
        ({ reason }) => reason === "A lost answer",
      );
      require(noted.length === 1, `the drawer has ${noted.length} such corrections`);
    },
  },
  {
    title: "a new code whose answer is lost is shown by the next try, and is one reprint",
    async play(scene) {
      const { stage, desk } = scene;
      const { page, open, say, hand, button, told } = desk;
      const [ticket] = (await stage.sell(1)).tickets;
      require(ticket, "the sale has no ticket");
      await open(`/tickets/${ticket.ticket_id}`);
      await hand.press(button(say("tickets:reissue.act")));
      await loseAnswer(page, /\/reissue$/);
      await approveHere(desk, scene, say("tickets:reissue.act"));
      await tryAgain(desk, scene, say("tickets:reissue.act"));
      await told(say("tickets:reissue.done"));
      const paper = page.getByRole("document", { name: say("tickets:printed.title") });
      await paper.getByText(say("tickets:printed.copy_no", { count: 1 })).waitFor();
    },
  },
  {
    title: "buttons that are pressed twice act once",
    pointer_only: true,
    async play({ stage, desk, second }) {
      const { page, open, say, hand, button, dialog, combobox, field, told } = desk;
      const sale = await stage.sell(1, "card");
      await open(`/sales/${sale.sale_id}`);
      await button(say("sales:receipt")).dblclick();
      const print = button(say("sales:paper.print"), dialog());
      await print.isEnabled();
      await page.evaluate("window.print = () => undefined");
      const counted = new Set<string>();
      page.on("request", (request) => {
        if (request.method() === "POST" && request.url().includes("/prints"))
          counted.add(request.headers()["idempotency-key"] ?? "");
      });
      await print.dblclick();
      await until(
        async () => counted.size,
        (keys) => keys > 0,
        "the print",
      );
      require(counted.size === 1, `one press of two counted ${counted.size} prints`);
      await page.keyboard.press("Escape");
      await button(say("sales:refund.act")).dblclick();
      await button(say("sales:refund.next"), dialog()).dblclick();
      await hand.choose(combobox(say("kit:reason.code"), dialog()));
      await hand.pick(page.getByRole("radiogroup", { name: say("kit:approval.way") }), say("kit:approval.remote"));
      await button(say("kit:approval.ask"), dialog()).dblclick();
      await told(say("kit:approval.state_pending"));
      const waiting = await stage.waiting(sale);
      require(waiting === 1, `two presses asked for ${waiting} approvals`);
      await hand.press(button(say("kit:close"), dialog()).last());
      await button(say("sales:refund.act")).click();
      await button(say("sales:refund.next"), dialog()).click();
      await hand.choose(combobox(say("kit:reason.code"), dialog()));
      await hand.fill(field(say("kit:approval.email"), dialog()), second.email);
      await hand.fill(field(say("kit:approval.pin"), dialog()), second.pin);
      await button(say("sales:refund.act"), dialog()).dblclick();
      await told(say("sales:refund.done", { amount: "฿350.00" }));
      require((await stage.refundsOf(sale)).length === 1, "two presses refunded twice");
    },
  },
  {
    title: "a person who approves the own refund is refused, and nothing happens",
    async play({ stage, seat }) {
      const person = stage.next();
      const sale = await stage.sell(1, "qr");
      const desk = await seat(person, `/sales/${sale.sale_id}`);
      const { say, hand, button, dialog } = desk;
      await hand.press(button(say("sales:refund.act")));
      await hand.press(button(say("sales:refund.next"), dialog()));
      await approveHere(desk, { second: person }, say("sales:refund.act"));
      await dialog().getByRole("alert").getByText("E_APPROVER").waitFor();
      require((await stage.refundsOf(sale)).length === 0, "the sale has a refund");
    },
  },
];
