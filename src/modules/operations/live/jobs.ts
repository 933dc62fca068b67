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
    wants: hasListeners,
    consume: (ctx, event) => pushToStores(ctx, [event]),
    consumeAll: pushToStores,
  },
];
