/** Reports never show what a blind count hides (rule S5). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { createSettings } from "../../../../src/modules/access/settings/index.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { addPerson, call, clientOf, newPark, proven } from "../../../support/park.ts";

test("[S5] a person who may not approve gets no sums over an open drawer that is counted blind", async () => {
  const park = await newPark();
  const till = await park.till();
  const owner = await park.office("owner");
  await createSettings(asTenant(seedContext(env), park.tenant_id), { "shifts.blind_count": true });
  const role = await owner.call("PUT", "/roles/analyst", { permissions: ["reports_view"] });
  expect([200, 201], role.text).toContain(role.status);
  const { email, pin } = await addPerson(park, { [park.store_id]: ["analyst"] });
  const login = await call("POST", "/employees/login", { email, pin, store_id: park.store_id });
  const analyst = await proven(clientOf(login.data.access_token));
  const paths = ["sales", "shifts", "tickets", "reprints-refunds", "dashboard", "fraud-watch"].map(
    (name) => `/reports/${name}`,
  );
  const ask = () =>
    Promise.all([...paths, "/reports/sales?format=csv"].map(async (path) => (await analyst.get(path)).status));
  expect(await ask()).toEqual([403, 403, 403, 403, 403, 403, 403]);
  expect((await owner.get("/reports/sales")).status).toBe(200);
  expect((await analyst.get("/reports/sales?from=2026-01-01&to=2026-01-02")).status).toBe(200);
  await till.post("/shifts/close", { cash_counted: 100_000 });
  expect(await ask()).toEqual([200, 200, 200, 200, 200, 200, 200]);
});
