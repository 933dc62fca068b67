/** The Worker as it runs on one machine, where no caller keeps others from being heard. */

import type { Env } from "../src/env.ts";
import product from "../src/worker.ts";

export * from "../src/worker.ts";

export default {
  ...product,
  async fetch(request, env, execution) {
    // workerd reads its sockets and its clock only once nothing is left to do. Callers who never let it come to that would
    // keep others waiting for seconds, and then cut off; so each request waits for such a moment first.
    await scheduler.wait(0);
    return product.fetch(request, env, execution);
  },
} satisfies ExportedHandler<Env, { tenant_id: string }>;
