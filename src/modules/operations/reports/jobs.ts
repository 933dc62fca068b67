/** Jobs of reports: count each event once, and carry rebuilds on. */

import { SALE_CREATED } from "../../../platform/events/catalogue.ts";
import type { CronJob } from "../../../platform/queue/cron.ts";
import type { Consumer } from "../../../platform/queue/outbox.ts";
import { CHANGED, REDEEMED, TICKET_CONFLICT } from "../../admission/tickets/index.ts";
import { PAYMENT_CAPTURED, PAYMENT_CREATED, PAYMENT_FAILED } from "../../counter/payments/index.ts";
import { REFUND_CREATED } from "../../counter/refunds/index.ts";
import { REPRINT_CREATED } from "../../counter/reprints/index.ts";
import { SALE_VOIDED } from "../../counter/sales/index.ts";
import { DRAWER_MOVED, DRAWER_OPENED, SHIFT_ADJUSTED, SHIFT_CLOSED } from "../../counter/shifts/index.ts";
import { countEvents } from "./service/consume.ts";
import { rebuildReports } from "./service/rebuild.ts";

export const consumers: Consumer[] = [
  {
    name: "reports",
    types: [
      ...[SALE_CREATED, SALE_VOIDED, REFUND_CREATED, PAYMENT_CREATED, PAYMENT_CAPTURED, PAYMENT_FAILED],
      ...[DRAWER_MOVED, DRAWER_OPENED, SHIFT_ADJUSTED, SHIFT_CLOSED, REPRINT_CREATED],
      ...[REDEEMED.pass, REDEEMED.fail, CHANGED.annul, TICKET_CONFLICT],
    ],
    consume: (ctx, event) => countEvents(ctx, [event]),
    consumeAll: countEvents,
  },
];

export const jobs: CronJob[] = [{ name: "rebuild-reports", run: rebuildReports }];
