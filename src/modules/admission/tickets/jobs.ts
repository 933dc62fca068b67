/** Outbox consumers: imported tickets reach the objects that know them already, and the gates' devices (rules M7, M8). */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { reloadDevices } from "../../access/devices/index.ts";
import { TICKET_IMPORTED } from "./events.ts";
import { ticketObject } from "./service/object.ts";

/** The number of tickets' objects called at once. */
const AT_ONCE = 32;

export const consumers: Consumer[] = [
  consumerOf("foreign-tickets", [TICKET_IMPORTED], async (ctx, { data: { changed_ids, is_first } }) => {
    const { tenant_id } = ctx;
    for (let from = 0; from < changed_ids.length; from += AT_ONCE)
      await Promise.all(
        changed_ids
          .slice(from, from + AT_ONCE)
          .map((ticket_id) => ticketObject(ctx, ticket_id).readAgain({ tenant_id, ticket_id })),
      );
    // From now on a device looks up codes that are none of ours.
    if (is_first) await reloadDevices(ctx);
  }),
];
