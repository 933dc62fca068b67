/** Secrets at rest: they are hashes or sealed texts, and only the right key or PIN opens them (rule T5). */

import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import {
  base64url,
  equalSecrets,
  hashPin,
  hashSecret,
  PIN_ITERATIONS,
  pinMatches,
  randomSecret,
  seal,
  sha256,
  unseal,
} from "../../src/platform/crypto/secrets.ts";
import { managerOf } from "../contracts/examples.ts";
import { newPark } from "../support/park.ts";

const pepper = new TextEncoder().encode("a pepper of thirty-two bytes ...");

describe("a PIN's hash", () => {
  test("[T5] names its algorithm and rounds, at most the 100,000 that production runs", async () => {
    expect(PIN_ITERATIONS).toBe(100_000);
    const hash = await hashPin("4821", pepper);
    expect(hash).toMatch(/^pbkdf2-sha256:100000:[\w-]{22}:[\w-]{43}$/);
    expect(hash).not.toContain("4821");
  });

  test("[T5] uses the number of PBKDF2 rounds that it names", async () => {
    const stretch = vi.spyOn(crypto.subtle, "deriveBits");
    await pinMatches("4821", pepper, await hashPin("4821", pepper));
    expect(stretch.mock.calls.map(([how]) => how)).toMatchObject([{ iterations: 100_000 }, { iterations: 100_000 }]);
    stretch.mockRestore();
  });

  test("[T5] is different each time, and matches only its own PIN", async () => {
    const [one, two] = [await hashPin("4821", pepper), await hashPin("4821", pepper)];
    expect(one).not.toBe(two);
    expect(await pinMatches("4821", pepper, one)).toBe(true);
    for (const pin of ["4822", "", "04821", "4821 "]) expect(await pinMatches(pin, pepper, one)).toBe(false);
  });

  test("[T5] differs from PBKDF2 of the bare PIN", async () => {
    const key = await crypto.subtle.importKey("raw", new TextEncoder().encode("4821"), "PBKDF2", false, ["deriveBits"]);
    const [, , salt = "", hash] = (await hashPin("4821", pepper)).split(":");
    const bytes = Uint8Array.from(atob(salt.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    const bits = await crypto.subtle.deriveBits(
      { name: "PBKDF2", hash: "SHA-256", salt: bytes, iterations: PIN_ITERATIONS },
      key,
      256,
    );
    const plain = btoa(String.fromCharCode(...new Uint8Array(bits)));
    expect(plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")).not.toBe(hash);
  });

  test.each(["", "4821", "pbkdf2-sha256", "pbkdf2-sha256:100000:::", "md5:1:AAAA:AAAA", "pbkdf2-sha256:0::"])(
    "[T5] that is malformed, %j, matches nothing",
    async (stored) => {
      expect(await pinMatches("4821", pepper, stored)).toBe(false);
    },
  );
});

describe("a sealed text", () => {
  const key = (seed: number) => new Uint8Array(32).fill(seed);
  const ring = new Map([["k1", key(1)]]);

  test("[T5] opens only for its tenant and purpose", async () => {
    const sealed = await seal("ppd_secret ภาษาไทย", ring, "tenant", "replies");
    expect(sealed).not.toContain("ppd_secret");
    expect(await unseal(sealed, ring, "tenant", "replies")).toBe("ppd_secret ภาษาไทย");
    await expect(unseal(sealed, ring, "other", "replies")).rejects.toThrow();
    await expect(unseal(sealed, ring, "tenant", "webhooks")).rejects.toThrow();
  });

  test("[T5] is different each time and breaks at any change", async () => {
    const [one, two] = [await seal("x", ring, "t", "p"), await seal("x", ring, "t", "p")];
    expect(one).not.toBe(two);
    const [kid = "", iv = "", body = ""] = one.split(".");
    const flip = (text: string) => (text.startsWith("A") ? `B${text.slice(1)}` : `A${text.slice(1)}`);
    for (const broken of [[kid, flip(iv), body], [kid, iv, flip(body)], ["k9", iv, body], [kid, iv, ""], [""]])
      await expect(unseal(broken.join("."), ring, "t", "p")).rejects.toThrow();
  });

  test("[T5] of an older secret still opens after a newer one was added, and is lost with the older one", async () => {
    const sealed = await seal("x", new Map([["old", key(2)]]), "t", "rotation");
    const rotated = new Map([
      ["old", key(2)],
      ["new", key(3)],
    ]);
    expect(await unseal(sealed, rotated, "t", "rotation")).toBe("x");
    expect(await seal("x", rotated, "t", "rotation")).toMatch(/^new\./);
    await expect(unseal(sealed, new Map([["new", key(3)]]), "t", "rotation")).rejects.toThrow("old");
  });

  test("[T5] cannot be made without a key", async () => {
    await expect(seal("x", new Map(), "t", "p")).rejects.toThrow("empty");
  });
});

test("[T5] a random secret has 256 bits and is never the same", () => {
  const secrets = new Set(Array.from({ length: 100 }, randomSecret));
  expect(secrets.size).toBe(100);
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);
});

test.each([
  ["", "", true],
  ["a", "a", true],
  ["ภาษา", "ภาษา", true],
  ["a", "b", false],
  ["a", "aa", false],
  ["", "a", false],
  ["abc", "abd", false],
  ["A", "a", false],
])("[T5] comparing %j with %j says %s", (left, right, equal) => {
  expect(equalSecrets(left, right)).toBe(equal);
});

test("[T5] no secret that was shown once is readable in any table", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const pairing = await manager.post("/pairings", { store_id: park.store_id, type: "POS" }, "pairing-key");
  const rotated = await manager.post(`/devices/${park.devices.gate?.device_id}/rotate`, {}, "rotate-key");
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const approval = await manager.post("/approvals/verify-pin", { approver_id, pin, action: "reprint" }, "approval-key");
  const shown = [pairing.data.site_key, rotated.data.device_token, approval.data.approval_token];
  expect(shown.every((secret) => typeof secret === "string" && secret.length > 40)).toBe(true);
  const tables = ["pairings", "pairing_logs", "devices", "approvals", "replies", "audits", "outbox", "employees"];
  for (const table of tables) {
    const rows = await env.DB.prepare(`SELECT * FROM ${table} WHERE tenant_id = ?`).bind(park.tenant_id).all();
    const text = JSON.stringify(rows.results);
    for (const secret of [...shown, ...shown.map((whole: string) => whole.split(".").at(-1))])
      expect([table, text.includes(secret)]).toEqual([table, false]);
  }
  const { body } = (await env.DB.prepare("SELECT body FROM replies WHERE tenant_id = ? AND idempotency_key = ?")
    .bind(park.tenant_id, "rotate-key")
    .first<{ body: string }>()) ?? { body: "" };
  expect(body).toMatch(/^[\w-]+\.[\w-]{16}\.[\w-]+$/);
  expect(await hashSecret(pairing.data.site_key)).not.toBe(pairing.data.site_key);
});

test("[T5] a PIN cannot be found by trying all PINs against the stored fingerprint of its request", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  await manager.post("/approvals/verify-pin", { approver_id, pin, action: "reprint" }, "key");
  const stored = await env.DB.prepare("SELECT fingerprint FROM replies WHERE tenant_id = ? AND idempotency_key = 'key'")
    .bind(park.tenant_id)
    .first<string>("fingerprint");
  const found: string[] = [];
  for (let guess = 4_700; guess < 4_900; guess++) {
    const body = JSON.stringify({ action: "reprint", approver_id, pin: String(guess) });
    if (base64url(await sha256(`POST /v1/approvals/verify-pin ${body}`)) === stored) found.push(String(guess));
  }
  expect(found).toEqual([]);
});
