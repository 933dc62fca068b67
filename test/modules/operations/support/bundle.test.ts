/** Tests of the support bundle: it has what helps, and no secret and nobody's data (rule T5). */

import { createExecutionContext, env } from "cloudflare:test";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { shownSetting } from "../../../../src/modules/operations/support/domain.ts";
import { SECRET_FIELDS } from "../../../../src/platform/http/secret-fields.ts";
import worker from "../../../../src/worker.ts";
import { sellOne } from "../../../support/gate.ts";
import { auditRows, type Client, newPark, type TestPark } from "../../../support/park.ts";

async function download(by: Pick<Client, "token">, tenant_id: string) {
  const request = new Request(`https://park.test/v1/outlets/${tenant_id}/support/bundle.zip`, {
    headers: { authorization: `Bearer ${by.token}`, "cf-connecting-ip": "203.0.113.9" },
  });
  const response = await worker.fetch(request, env, createExecutionContext());
  return { status: response.status, type: response.headers.get("content-type"), bytes: await response.arrayBuffer() };
}

function filesOf(bytes: ArrayBuffer): Record<string, string> {
  const files = unzipSync(new Uint8Array(bytes));
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, strFromU8(content)]));
}

/** Every value of every row of the tenant's credentials and people, as stored. */
async function storedSecrets({ tenant_id }: TestPark): Promise<string[]> {
  const reads = [
    "SELECT pin_hash, email, name FROM employees",
    "SELECT device_token_hash, notes FROM devices",
    "SELECT site_key_hash FROM pairings",
    "SELECT url, sealed_secret, description FROM webhooks",
    "SELECT name, phone, email, note FROM customers",
    "SELECT code_hash FROM redemptions",
  ].map((text) => env.DB.prepare(`${text} WHERE tenant_id = ?`).bind(tenant_id));
  const results = await env.DB.batch<Record<string, string | null>>(reads);
  return results.flatMap(({ results }) =>
    results.flatMap((row) => Object.values(row)).filter((value) => value !== null),
  );
}

describe("the support bundle", () => {
  test("[T5] has every part, and no secret, no person, no guest and no text that somebody typed", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    await sellOne(park);
    await owner.post("/customers", {
      ...{ name: "Malee Suksan", phone: "+66812345678", email: "malee@guests.test", note: "allergic to nuts" },
    });
    await owner.call("PATCH", `/devices/${park.devices.gate?.device_id}`, { notes: "Key lies under the mat" });
    const url = "https://hooks.test/in?token=very-secret-token";
    await owner.post("/webhooks", { url, events: ["sale.*"], description: "Our accountant Somchai" });
    await owner.call("PUT", "/settings/keys/support.email", { value: "owner@private.test" });
    const { status, type, bytes } = await download(owner, park.tenant_id);
    expect([status, type]).toEqual([200, "application/zip"]);
    const files = filesOf(bytes);
    expect(Object.keys(files).toSorted()).toEqual(
      [
        ...["about", "alerts", "audit", "backups", "devices", "events", "park", "rehearsals", "settings", "status"],
        "webhooks",
      ].map((name) => `${name}.json`),
    );
    const text = Object.values(files).join("\n");
    expect(text).not.toContain('"failed"');
    const forbidden = [
      ...(await storedSecrets(park)),
      ...["Malee", "812345678", "malee@", "allergic", "under the mat", "very-secret-token", "Somchai", "private.test"],
      ...Object.values(park.employees).flatMap((person) => (person ? [person.email, person.pin] : [])),
    ];
    expect(forbidden.filter((secret) => text.includes(secret))).toEqual([]);
    expect([...SECRET_FIELDS].filter((field) => text.includes(`"${field}"`))).toEqual([]);
    expect(JSON.parse(files["settings.json"] ?? "")).toMatchObject({ "support.email": "set" });
    expect(JSON.parse(files["devices.json"] ?? "").active.length).toBeGreaterThan(0);
    expect(await auditRows(park.tenant_id, "event = 'support.bundle_made'")).toHaveLength(1);
  });

  test("[T8] needs settings_write in every store, a person and a fresh proof; another park's is not found", async () => {
    const [park, other] = [await newPark(), await newPark()];
    const asked = async (client: Client) => (await download(client, park.tenant_id)).status;
    expect(await asked(await park.person("cashier"))).toBe(403);
    expect(await asked(await park.visitor("owner"))).toBe(403);
    expect(await asked(await park.device("gate"))).toBe(403);
    expect(await asked(await other.person("owner"))).toBe(404);
  });

  test("[T5] shows a setting that is a number or a choice, and of a text only whether it is set", () => {
    expect([
      shownSetting("limits.user_per_hour", 600),
      shownSetting("shifts.blind_count", true),
      shownSetting("tax.regime", "vat"),
      shownSetting("support.phone", "0812345678"),
      shownSetting("support.hours", "daily"),
      shownSetting("receipt.footer", "Call Somchai"),
      shownSetting("legal.terms_url", ""),
      shownSetting("some.list", ["a@b.test"]),
    ]).toEqual([600, true, "vat", "set", "set", "set", "not set", "set"]);
  });
});
