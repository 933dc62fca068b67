/** One tenant's trouble must not be its neighbours'. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { commit } from "../../src/platform/db/commit.ts";
import { asTenant, newId } from "../../src/platform/http/context.ts";
import { runJobs } from "../../src/platform/queue/cron.ts";
import { platformJobs } from "../../src/platform/queue/jobs.ts";
import { seedContext } from "../../tools/park.ts";

test("[E1] the sweep reaches every tenant, though a consumer fails for one of them", async () => {
  const tenants = [1, 2, 3].map(() => newId(Date.now()));
  for (const tenant_id of tenants)
    await commit(asTenant(seedContext(env), tenant_id), {
      writes: [],
      audit: [{ event: "test", subject: ["test", tenant_id] }],
      events: [{ type: "test.sweep", subject: ["test", tenant_id], data: {} }],
    });
  const seen: string[] = [];
  const consume = async (_: unknown, { tenant_id }: { tenant_id: string }) => {
    seen.push(tenant_id);
    if (tenant_id === tenants[0]) throw new Error("cannot");
  };
  await runJobs(seedContext(env), platformJobs([{ name: "sweep-test", types: ["test.sweep"], consume }]));
  expect(seen).toEqual(tenants);
});
