/** The clocks of a tenant's stores, which give each moment its business date and hour. They do not change once a store has sold. */

import type { Context } from "../../../../platform/http/context.ts";
import { listAllStores } from "../../../access/tenants/index.ts";
import type { StoreClock } from "../domain/periods.ts";

const UTC: StoreClock = { time_zone: "UTC", cutoff_hour: 0 };

export async function clocksOf(ctx: Context): Promise<(store_id: string) => StoreClock> {
  const clocks = new Map((await listAllStores(ctx.db)).map((store) => [store.store_id, store]));
  return (store_id) => clocks.get(store_id) ?? UTC;
}
