/** One device's standing, known in memory: a suspended device is refused on its very next request (rules T3, D2). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import { decideAdmission, devicePermissions } from "../../src/modules/devices/domain.ts";
import type { AdmissionRefusal, Claim } from "../../src/platform/http/auth.ts";
import type { DevicePrincipal } from "../../src/platform/http/context.ts";
import { type DeviceFacts, fetchFacts, loadFacts, loadLastSeen, saveFacts, saveLastSeen } from "./storage.ts";

/** Being seen is written at most this often; between writes it lives in memory. */
const SEEN_WRITE_MS = 60_000;
/** How many recent claims (scan ids) a device's object remembers. */
const CLAIMS_KEPT = 5_000;

export interface DeviceAdmission {
  tenant_id: string;
  device_id: string;
  epoch: number;
  now: number;
  claim: Claim | null;
}

export type DeviceVerdict = { ok: true; device: DevicePrincipal } | { ok: false; refusal: AdmissionRefusal };

export class DeviceObject extends DurableObject<Env> {
  private facts: DeviceFacts | undefined;
  private last_seen_at: number | null;
  private last_seen_written_at: number;
  private readonly claims = new Map<string, string>();

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.facts = loadFacts(state.storage);
    this.last_seen_at = loadLastSeen(state.storage);
    this.last_seen_written_at = this.last_seen_at ?? 0;
  }

  /** Whether the device may make this request. Reads D1 only when the object has never met its device. */
  async admit(request: DeviceAdmission): Promise<DeviceVerdict> {
    const facts = this.facts ?? (await this.reload(request));
    if (!facts) return { ok: false, refusal: "unknown" };
    const refusal = decideAdmission(facts, request.epoch) ?? this.refuseClaim(request.claim);
    if (refusal) return { ok: false, refusal };
    this.see(request.now);
    return { ok: true, device: principalOf(facts) };
  }

  /** Takes the device's facts anew from D1; an older reading never replaces a newer one. */
  async reload(device: { tenant_id: string; device_id: string }): Promise<DeviceFacts | undefined> {
    const fresh = await fetchFacts(this.env, device.tenant_id, device.device_id);
    if (fresh && fresh.version >= (this.facts?.version ?? 0)) {
      this.facts = fresh;
      saveFacts(this.ctx.storage, fresh);
    }
    return this.facts;
  }

  /** Epoch ms of the last admitted request, or null. */
  lastSeen(): number | null {
    return this.last_seen_at;
  }

  private refuseClaim(claim: Claim | null): "claim_reused" | null {
    if (!claim) return null;
    const subject = this.claims.get(claim.id);
    if (subject !== undefined) return subject === claim.subject ? null : "claim_reused";
    this.claims.set(claim.id, claim.subject);
    const [oldest] = this.claims.keys();
    if (this.claims.size > CLAIMS_KEPT && oldest !== undefined) this.claims.delete(oldest);
    return null;
  }

  private see(now: number): void {
    this.last_seen_at = Math.max(now, this.last_seen_at ?? 0);
    if (this.last_seen_at - this.last_seen_written_at < SEEN_WRITE_MS) return;
    this.last_seen_written_at = this.last_seen_at;
    saveLastSeen(this.ctx.storage, this.last_seen_at);
  }
}

function principalOf(facts: DeviceFacts): DevicePrincipal {
  const { device_id, store_id, name, type, receipt_prefix } = facts;
  const zone = facts.zone_id === null ? null : { zone_id: facts.zone_id, name: facts.zone_name ?? "" };
  return { device_id, store_id, name, type, zone, receipt_prefix, permissions: devicePermissions(facts.caps) };
}
