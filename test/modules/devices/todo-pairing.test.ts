/** What the pairing log misses, and what a withdrawal does not stop. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call, countRows, newPark, type TestPark } from "../../support/park.ts";

const register = (site_key: string) =>
  call("POST", "/auth/device/register", { site_key, device: { name: "Side gate", type: "GATE" } });

async function scene(): Promise<{
  park: TestPark;
  pair: () => Promise<{ site_key: string; pairing_id: string }>;
  revoke: (id: string) => ReturnType<typeof call>;
}> {
  const park = await newPark();
  const owner = await park.person("owner");
  return {
    park,
    pair: async () => (await owner.post("/pairings", { store_id: park.store_id, type: "GATE" })).data,
    revoke: (pairing_id) => owner.post(`/pairings/${pairing_id}/revoke`),
  };
}

test("[D1] of two tries at once with one key the one that lost is in the pairing log, too", async () => {
  const { park, pair } = await scene();
  const { site_key, pairing_id } = await pair();
  await Promise.all([register(site_key), register(site_key), register(site_key)]);
  expect(await countRows("pairing_logs", park.tenant_id, `pairing_id = '${pairing_id}'`)).toBe(3);
});

test("[D1] a key withdrawn while it is used makes a device or is withdrawn, never both", async () => {
  const { park, pair, revoke } = await scene();
  const both: number[] = [];
  for (let round = 0; round < 20; round++) {
    const { site_key, pairing_id } = await pair();
    const [withdrawn, registered] = await Promise.all([revoke(pairing_id), register(site_key)]);
    if (withdrawn.status === 200 && registered.status === 201) both.push(round);
  }
  expect(both).toEqual([]);
  const spoiled = await env.DB.prepare(
    `SELECT COUNT(*) AS count FROM pairings p JOIN devices d ON d.tenant_id = p.tenant_id AND d.pairing_id = p.pairing_id
     WHERE p.tenant_id = ? AND p.revoked_at IS NOT NULL`,
  )
    .bind(park.tenant_id)
    .first<number>("count");
  expect(spoiled).toBe(0);
});
