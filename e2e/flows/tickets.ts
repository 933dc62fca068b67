/** Flows of one ticket: block, unblock, reprint, new code and refund. */
import { type Flow, require } from "../scene.ts";
import { approve, approveHere, askElsewhere } from "./money.ts";

export const TICKET_FLOWS: readonly Flow[] = [
  {
    title: "a ticket is blocked, a gate refuses it, and it is unblocked",
    async play({ stage, desk: { open, say, hand, button, dialog, field, told } }) {
      const [ticket] = (await stage.sell(1)).tickets;
      require(ticket, "the sale has no ticket");
      await open(`/tickets/${ticket.ticket_id}`);
      await hand.press(button(say("tickets:block.act")));
      await hand.fill(field(say("tickets:note"), dialog()), "The guest lost it");
      await hand.press(button(say("tickets:block.act"), dialog()));
      await told(say("tickets:block.done"));
      require((await stage.scan(ticket.qr_token)).result === "fail", "a gate admits the blocked ticket");
      await hand.press(button(say("tickets:unblock.act")));
      await hand.press(button(say("tickets:unblock.act"), dialog()));
      await told(say("tickets:unblock.done"));
      require((await stage.scan(ticket.qr_token)).result === "pass", "a gate refuses the unblocked ticket");
    },
  },
  {
    title: "a ticket is printed again with an approval from a second window",
    async play({ stage, desk, second, seat }) {
      const { page, open, say, hand, button, dialog, told } = desk;
      const [ticket] = (await stage.sell(1)).tickets;
      require(ticket, "the sale has no ticket");
      const window = await seat(second, "/approvals");
      await open(`/tickets/${ticket.ticket_id}`);
      await hand.press(button(say("tickets:reprint.act")));
      await askElsewhere(desk);
      await approve(window, "reprint", new RegExp(`${ticket.short_code}|${ticket.ticket_id.slice(-6)}`));
      await told(say("tickets:reprint.done"));
      const paper = page.getByRole("document", { name: say("tickets:printed.title") });
      await paper.getByText(ticket.short_code).waitFor();
      await paper.getByText(say("tickets:printed.copy_no", { count: 1 })).waitFor();
      await hand.press(button(say("kit:close"), dialog()).last());
      await paper.waitFor({ state: "detached" });
    },
  },
  {
    title: "a ticket gets a new code, and a gate refuses the old one",
    async play(scene) {
      const { stage, desk } = scene;
      const { page, open, say, hand, button, told } = desk;
      const [ticket] = (await stage.sell(1)).tickets;
      require(ticket, "the sale has no ticket");
      await open(`/tickets/${ticket.ticket_id}`);
      await hand.press(button(say("tickets:reissue.act")));
      await approveHere(desk, scene, say("tickets:reissue.act"));
      await told(say("tickets:reissue.done"));
      await page.getByRole("document", { name: say("tickets:printed.title") }).waitFor();
      require((await stage.scan(ticket.qr_token)).result === "fail", "a gate admits the old code");
    },
  },
  {
    title: "one ticket of a sale is refunded with an approval from a second window",
    async play({ stage, desk, second, seat }) {
      const { page, open, say, hand, button, dialog, told } = desk;
      const [ticket] = (await stage.sell(2, "card")).tickets;
      const [in_cash] = (await stage.sell(1)).tickets;
      require(ticket && in_cash, "the sales have no tickets");
      await open(`/tickets/${in_cash.ticket_id}`);
      await hand.press(button(say("tickets:refund.act")));
      await dialog()
        .getByText(say("kit:tender.no_till", { amount: "฿350.00" }))
        .waitFor();
      await open(`/tickets/${ticket.ticket_id}`);
      await hand.press(button(say("tickets:refund.act")));
      const window = await seat(second, "/approvals");
      await askElsewhere(desk);
      await approve(window, "refund", new RegExp(`${ticket.short_code}|${ticket.ticket_id.slice(-6)}`));
      await told(say("tickets:refund.done", { amount: "฿350.00" }));
      await page.getByRole("main").getByText(say("tickets:status.refunded"), { exact: true }).first().waitFor();
    },
  },
];
