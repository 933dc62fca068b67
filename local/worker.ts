/** The Worker of the local server: it pauses before each request, so that no caller blocks others. */

import type { Env } from "../src/env.ts";
import { letOthersBeHeard } from "../src/platform/db/turns.ts";
import product from "../src/worker.ts";

export * from "../src/worker.ts";

export default {
  ...product,
  async fetch(request, env, execution) {
    await letOthersBeHeard();
    return product.fetch(request, env, execution);
  },
} satisfies ExportedHandler<Env, { tenant_id: string; webhook_id?: string }>;
