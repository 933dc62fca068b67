/** Ways around the guards of the audit, and rows that are missing from it. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { auditRows, newPark } from "../support/park.ts";

test("[U1] no row of the audit is replaced by INSERT OR REPLACE", async () => {
  const { tenant_id } = await newPark();
  const before = await auditRows(tenant_id);
  const replace = env.DB.prepare(
    `INSERT OR REPLACE INTO audits (tenant_id, sequence, at, event, actor_kind, actor_id, subject_kind, subject_id, changes, request_id)
     VALUES (?, 1, 0, 'nothing', 'system', 'x', 'x', 'x', '{}', 'x')`,
  );
  await replace
    .bind(tenant_id)
    .run()
    .catch(() => undefined);
  expect(await auditRows(tenant_id)).toEqual(before);
});
