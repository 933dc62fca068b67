/** Outbox consumer: events go to the screens of their store as they happen (rule E9). */

import type { Consumer } from "../../../platform/queue/outbox.ts";
import { feedEvents, hasListeners, pushToStores } from "./service.ts";

export const consumers: Consumer[] = [
  {
    name: "live",
    /** Read late, because all modules must have declared their events. */
    get types() {
      return feedEvents();
    },
    // A store's ring and each screen's place skip the events that they have.
    repeatable: true,
    wants: hasListeners,
    consume: (ctx, event) => pushToStores(ctx, [event]),
    consumeAll: pushToStores,
  },
];
