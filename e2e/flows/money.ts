/** Flows of money: approvals, refunds, voids, held sales, drawers, receipts and the day's close. */
import { type Desk, type Flow, moneyOf, require, type Scene, until } from "../scene.ts";

/** Approves the waiting request of a kind with the second person's PIN; the drawer names the sale. */
export async function approve(
  { say, hand, rows, dialog, button, field, person, told }: Desk,
  act: string,
  sign: string | RegExp,
) {
  const request = rows(say("approvals:title")).filter({ hasText: say(`approvals:action.${act}`) });
  await hand.press(request.first());
  await dialog().getByText(sign).first().waitFor();
  await hand.press(button(say("approvals:approve"), dialog()));
  await hand.fill(field(say("approvals:pin"), dialog()), person.pin);
  await hand.press(button(say("approvals:approve"), dialog()));
  await told(say("approvals:done.approve"));
}

/** Chooses a reason, and asks a person elsewhere. */
export async function askElsewhere({ say, hand, page, dialog, combobox, button, told }: Desk): Promise<void> {
  await hand.choose(combobox(say("kit:reason.code"), dialog()));
  await hand.pick(page.getByRole("radiogroup", { name: say("kit:approval.way") }), say("kit:approval.remote"));
  await hand.press(button(say("kit:approval.ask"), dialog()));
  await told(say("kit:approval.state_pending"));
}

/** Chooses a reason where the act has some, and types a second person's e-mail and PIN. */
export async function approveHere(desk: Desk, { second }: Pick<Scene, "second">, label: string, reason = true) {
  const { say, hand, dialog, combobox, button, field } = desk;
  if (reason) await hand.choose(combobox(say("kit:reason.code"), dialog()));
  await hand.fill(field(say("kit:approval.email"), dialog()), second.email);
  await hand.fill(field(say("kit:approval.pin"), dialog()), second.pin);
  await hand.press(button(label, dialog()));
}

/** Counts calls of `print` in place of the browser's own dialog. */
const countPrints = (desk: Desk) =>
  desk.page.evaluate(
    "delete document.documentElement.dataset.printed; window.print = () => { document.documentElement.dataset.printed = 'yes'; }",
  );
const wasPrinted = (desk: Desk) =>
  until(
    () => desk.page.locator("html[data-printed]").count(),
    (count) => count === 1,
    "the print",
  );

export const MONEY_FLOWS: readonly Flow[] = [
  {
    title: "an approval that the till asks for is decided in a second window",
    async play({ stage, second, seat }) {
      const window = await seat(second, "/approvals");
      const sale = await stage.sell(1);
      const approval_id = await stage.ask(sale);
      await approve(window, "void", sale.receipt_no);
      const status = await stage.statusOf(approval_id);
      require(status === "approved", `the request is ${status}`);
    },
  },
  {
    title: "the office says at once that cash goes back only at a till, and asks nobody",
    async play({ stage, desk: { open, say, hand, button, dialog } }) {
      const sale = await stage.sell(1);
      await open(`/sales/${sale.sale_id}`);
      await hand.press(button(say("sales:refund.act")));
      await dialog()
        .getByText(say("kit:tender.no_till", { amount: "฿350.00" }))
        .waitFor();
      require((await button(say("sales:refund.next"), dialog()).count()) === 0, "the dialog goes on to the approval");
    },
  },
  {
    title: "a refund in the office is approved in a second window, and only then it is done",
    async play({ stage, desk, second, seat }) {
      const { page, open, say, hand, button, dialog, told } = desk;
      const sale = await stage.sell(1, "qr");
      const window = await seat(second, "/approvals");
      await open(`/sales/${sale.sale_id}`);
      await hand.press(button(say("sales:refund.act")));
      await hand.press(button(say("sales:refund.next"), dialog()));
      await askElsewhere(desk);
      const done = say("sales:refund.done", { amount: "฿350.00" });
      require((await page.getByText(done).count()) === 0, "the page tells a refund that nobody approved");
      await approve(window, "refund", sale.receipt_no);
      await told(done);
      await page.getByRole("main").getByText(say("sales:status.refunded"), { exact: true }).first().waitFor();
    },
  },
  {
    title: "a sale is voided with a second person's PIN",
    async play(scene) {
      const { stage, desk } = scene;
      const { page, open, say, hand, button, told, combobox, dialog } = desk;
      const sale = await stage.sell(1);
      await open(`/sales/${sale.sale_id}`);
      await hand.press(button(say("sales:void.act")));
      await hand.choose(combobox(say("kit:reason.code"), dialog()));
      await hand.press(button(say("sales:void.act"), dialog()));
      await told(say("sales:void.done", { receipt_no: sale.receipt_no }));
      await page.getByRole("main").getByText(say("sales:status.voided"), { exact: true }).first().waitFor();
    },
  },
  {
    title: "a held sale of an outage is released",
    async play({ stage, desk: { page, open, say, hand, button, dialog, told } }) {
      const { sale_id, receipt_no } = await stage.sellHeld();
      await open(`/sales/${sale_id}`);
      await page.getByRole("main").getByText(say("sales:status.held"), { exact: true }).first().waitFor();
      await hand.press(button(say("sales:release.act")));
      await hand.press(button(say("sales:release.act"), dialog()));
      await told(say("sales:release.done", { receipt_no }));
      await button(say("sales:release.act")).waitFor({ state: "detached" });
    },
  },
  {
    title: "a drawer's expected cash is corrected with a second person's PIN",
    async play(scene) {
      const { desk } = scene;
      const { page, open, say, hand, rows, button, dialog, field, told } = desk;
      await open("/shifts?status=closed");
      await hand.press(rows(say("shifts:title")).filter({ hasText: "Counter 1" }).first());
      await hand.press(button(say("shifts:adjust.act"), dialog()));
      await hand.pick(page.getByRole("radiogroup", { name: say("shifts:adjust.sign") }), say("shifts:adjust.take"));
      await hand.fill(field(say("shifts:adjust.amount"), dialog()), "20");
      await hand.fill(field(say("shifts:reason"), dialog()), "A note was counted twice");
      await hand.press(button(say("shifts:adjust.next"), dialog()));
      await approveHere(desk, scene, say("shifts:adjust.act"), false);
      await told(say("shifts:adjust.done"));
      await page.getByText("A note was counted twice").first().waitFor();
    },
  },
  {
    title: "a receipt is printed as a counted copy, and saved as PDF",
    async play({ stage, desk }) {
      const { open, say, hand, button, dialog, page, saved } = desk;
      const sale = await stage.sell(1);
      await open(`/sales/${sale.sale_id}`);
      await hand.press(button(say("sales:receipt")));
      await page
        .getByRole("document", { name: say("sales:receipt") })
        .getByText(sale.receipt_no)
        .first()
        .waitFor();
      const file = await saved(() => hand.press(button(say("sales:paper.pdf"), dialog())));
      require(file.suggestedFilename().endsWith(".pdf"), `the file is ${file.suggestedFilename()}`);
      for (const _ of ["the receipt", "a copy"]) {
        await countPrints(desk);
        await hand.press(button(say("sales:paper.print"), dialog()));
        await wasPrinted(desk);
      }
      await page
        .getByRole("document")
        .getByText(/COPY|สำเนา/)
        .first()
        .waitFor();
    },
  },
];

/** It ends the day of the stage, so it is the last. */
export const CLOSING_FLOW: Flow = {
  title: "a day is closed, and its Z report is printed and saved as PDF",
  async play({ stage, desk }) {
    const { open, say, hand, button, dialog, field, page, saved, told } = desk;
    await stage.closeShift();
    await open("/days");
    const [close] = [button(say("shifts:days.close")).first()];
    await hand.press(close);
    const date = await stage.today();
    const day = field(say("shifts:business_date"), dialog());
    await day.fill(date);
    await hand.fill(field(say("kit:reason.type", { word: date }), dialog()), date);
    await hand.press(button(say("shifts:days.close"), dialog()));
    await told(say.like("shifts:days.done"));
    const paper = page.getByRole("document", { name: say("shifts:days.paper") });
    await paper.waitFor();
    const lines = (await paper.textContent()) ?? "";
    require(moneyOf(lines) !== 0, "the paper has no figures");
    await countPrints(desk);
    await hand.press(button(say("shifts:days.print"), dialog()));
    await wasPrinted(desk);
    const file = await saved(() => hand.press(button(say("shifts:days.pdf"), dialog())));
    require(file.suggestedFilename() === `Z-${date}.pdf`, `the file is ${file.suggestedFilename()}`);
  },
};
