/** Tests of pairing: a site key pairs one device of its type, once, within a day, and every try is logged (rule D1). */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  type Reply,
  randomIp,
  type TestPark,
} from "../../../support/park.ts";

let park: TestPark;
let owner: Client;
beforeAll(async () => {
  park = await newPark();
  owner = await park.person("owner");
});

const pair = async (fields: object = {}): Promise<{ site_key: string; pairing_id: string }> =>
  (await owner.post("/pairings", { store_id: park.store_id, type: "GATE", ...fields })).data;

const register = (site_key: string, type = "GATE", options = {}): Promise<Reply> =>
  call("POST", "/auth/device/register", { site_key, device: { name: "Side gate", type } }, options);

async function triesOf(pairing_id: string): Promise<string[]> {
  const rows = await env.DB.prepare("SELECT result FROM pairing_logs WHERE tenant_id = ? AND pairing_id = ?")
    .bind(park.tenant_id, pairing_id)
    .all<{ result: string }>();
  return rows.results.map(({ result }) => result);
}

describe("a site key", () => {
  test("[D1] a site key creates a device that is active at once, logs in and works", async () => {
    const { site_key, pairing_id } = await pair({ type: "pos", name: "Counter 9", caps: { offline_cap: 7 } });
    const registered = await register(site_key, "POS");
    expect([registered.status, registered.data.status]).toEqual([201, "active"]);
    const login = await call("POST", "/auth/device/login", {
      device_id: registered.data.device_id,
      device_token: registered.data.device_token,
    });
    expect(login.data).toMatchObject({ token_type: "Bearer", expires_in: 900 });
    const me = await clientOf(login.data.access_token).get("/devices/me");
    expect(me.data).toMatchObject({
      device_id: registered.data.device_id,
      store_id: park.store_id,
      type: "POS",
      status: "active",
      caps: { can_sell: true, can_redeem: true, kiosk_mode: false, offline_cap: 7 },
    });
    expect(await triesOf(pairing_id)).toEqual(["active"]);
  });

  test("[D1] a site key is valid for 24 hours and is shown once", async () => {
    const made = await owner.post("/pairings", { store_id: park.store_id, type: "GATE" });
    const { created_at, expires_at, site_key } = made.data;
    expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(86_400_000);
    expect(site_key).toMatch(/^pps_/);
    const revoked = await owner.post(`/pairings/${made.data.pairing_id}/revoke`);
    expect(revoked.text).not.toContain(site_key);
  });

  const refusals: [
    why: string,
    spoil: (key: { site_key: string; pairing_id: string }) => Promise<unknown>,
    code: string,
    logged: string[],
  ][] = [
    ["was used", ({ site_key }) => register(site_key), "409 E_PAIRING_USED", ["active", "pairing_used"]],
    [
      "was withdrawn",
      ({ pairing_id }) => owner.post(`/pairings/${pairing_id}/revoke`),
      "409 E_PAIRING_REVOKED",
      ["pairing_revoked"],
    ],
    [
      "is older than a day",
      ({ pairing_id }) =>
        env.DB.prepare("UPDATE pairings SET expires_at = ? WHERE tenant_id = ? AND pairing_id = ?")
          .bind(Date.now() - 1, park.tenant_id, pairing_id)
          .run(),
      "409 E_PAIRING_EXPIRED",
      ["pairing_expired"],
    ],
  ];
  test.each(refusals)(
    "[D1] a site key that %s is refused with that reason, pairs nothing, and the try is logged",
    async (_, spoil, answer, logged) => {
      const key = await pair();
      await spoil(key);
      const devices = await countRows("devices", park.tenant_id);
      const reply = await register(key.site_key);
      expect(`${reply.status} ${reply.error?.code}`).toBe(answer);
      expect(await countRows("devices", park.tenant_id)).toBe(devices);
      expect(await triesOf(key.pairing_id)).toEqual(logged);
    },
  );

  test("[D1] a key for another type of device is refused with that reason and is not used up", async () => {
    const { site_key, pairing_id } = await pair({ type: "KIOSK" });
    const wrong = await register(site_key, "POS");
    expect([wrong.status, wrong.error?.code]).toEqual([409, "E_PAIRING_TYPE"]);
    expect((await register(site_key, "KIOSK")).status).toBe(201);
    expect(await triesOf(pairing_id)).toEqual(["pairing_type", "active"]);
  });

  test("[D1] an unknown key, or one with a wrong letter, is 401 and pairs nothing", async () => {
    const { site_key, pairing_id } = await pair();
    const other = await newPark();
    const keys = [
      "x",
      "pps_",
      `${site_key}x`,
      site_key.slice(0, -1),
      site_key.replace(park.tenant_id, other.tenant_id),
      site_key.replace(pairing_id, "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH"),
    ];
    for (const key of keys) {
      const reply = await register(key);
      expect([reply.status, reply.error?.code]).toEqual([401, "E_PAIRING_UNKNOWN"]);
    }
    expect(await triesOf(pairing_id)).toEqual(["pairing_unknown", "pairing_unknown"]);
    expect((await register(site_key)).status).toBe(201);
  });

  test("[D1] two tries at once with one key pair exactly one device", async () => {
    for (let round = 0; round < 5; round++) {
      const { site_key, pairing_id } = await pair();
      const replies = await Promise.all([register(site_key), register(site_key)]);
      expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409]);
      expect(replies.find(({ status }) => status === 409)?.error?.code).toBe("E_PAIRING_USED");
      expect(await countRows("devices", park.tenant_id, `pairing_id = '${pairing_id}'`)).toBe(1);
    }
  });

  test("[D1] a used key cannot be revoked, and one revoked twice stays revoked", async () => {
    const used = await pair();
    await register(used.site_key);
    const late = await owner.post(`/pairings/${used.pairing_id}/revoke`);
    expect([late.status, late.error?.code]).toEqual([409, "E_PAIRING_USED"]);
    const { pairing_id } = await pair();
    const first = await owner.post(`/pairings/${pairing_id}/revoke`);
    const second = await owner.post(`/pairings/${pairing_id}/revoke`);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.data.revoked_at).toBe(first.data.revoked_at);
  });

  test("[D1] wrong an eleventh time within an hour from one address is 429 with Retry-After; a right one is never held up", async () => {
    const keys = await Promise.all(Array.from({ length: 12 }, () => pair()));
    const ip = randomIp();
    const first = keys.slice(0, 11);
    for (const { site_key } of first) expect((await register(site_key, "GATE", { ip })).status).toBe(201);
    for (const { site_key } of first.slice(0, 10))
      expect((await register(site_key, "GATE", { ip })).error?.code).toBe("E_PAIRING_USED");
    const eleventh = await register(`${keys[11]?.site_key}x`, "GATE", { ip });
    expect([eleventh.status, eleventh.error?.code]).toEqual([429, "E_RATE_LIMIT"]);
    const wait_s = Number(eleventh.headers.get("retry-after"));
    expect(wait_s).toBeGreaterThan(3_500);
    expect(wait_s).toBeLessThanOrEqual(3_600);
    expect((await register(keys[11]?.site_key ?? "", "GATE", { ip })).status).toBe(201);
    const atOnce = await Promise.all(Array.from({ length: 15 }, () => register("x", "GATE", { ip: "198.51.100.9" })));
    expect(atOnce.filter(({ status }) => status === 429).length).toBe(5);
  });
});

describe("a device that waits for approval", () => {
  test("[D1] a waiting device can do nothing until it is approved, and then works", async () => {
    const { site_key } = await pair({ require_approval: true });
    const { data } = await register(site_key);
    expect(data.status).toBe("pending");
    const credentials = { device_id: data.device_id, device_token: data.device_token };
    const early = await call("POST", "/auth/device/login", credentials);
    expect([early.status, early.error?.code]).toEqual([403, "E_DEVICE_PENDING"]);
    const approved = await owner.post(`/devices/${data.device_id}/approve`);
    expect([approved.status, approved.data.status]).toEqual([200, "active"]);
    const login = await call("POST", "/auth/device/login", credentials);
    expect((await clientOf(login.data.access_token).get("/devices/me")).status).toBe(200);
    const again = await owner.post(`/devices/${data.device_id}/approve`);
    expect([again.status, again.error?.code]).toEqual([409, "E_DEVICE_STATE"]);
    expect(again.error?.details).toEqual({ status: "active" });
  });
});

test("[D1] the pairing log has every one of simultaneous tries with one key", async () => {
  const { site_key, pairing_id } = await pair();
  await Promise.all([register(site_key), register(site_key), register(site_key)]);
  expect((await triesOf(pairing_id)).toSorted()).toEqual(["active", "pairing_used", "pairing_used"]);
});

test("[D1] a key that is revoked while it is used creates a device or is revoked, never both", async () => {
  for (let round = 0; round < 20; round++) {
    const { site_key, pairing_id } = await pair();
    const withdraw = owner.post(`/pairings/${pairing_id}/revoke`);
    const [withdrawn, registered] = await Promise.all([withdraw, register(site_key)]);
    expect([withdrawn.status, registered.status].toSorted()).not.toEqual([200, 201]);
  }
  const spoiled = await env.DB.prepare(
    `SELECT COUNT(*) AS count FROM pairings p JOIN devices d ON d.tenant_id = p.tenant_id AND d.pairing_id = p.pairing_id
     WHERE p.tenant_id = ? AND p.revoked_at IS NOT NULL`,
  )
    .bind(park.tenant_id)
    .first<number>("count");
  expect(spoiled).toBe(0);
});
