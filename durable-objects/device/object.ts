/** A device's object: standing, calls and socket; a suspended device is disconnected at once (rules T3, D2, L1). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import type { GateStanding, Heartbeat } from "../../src/modules/access/devices/domain/heartbeat.ts";
import type { LiveMessage } from "../../src/modules/access/devices/domain/live.ts";
import type * as words from "../../src/modules/access/devices/domain/requests.ts";
import * as unread from "../../src/modules/access/devices/domain/unread.ts";
import { CallCounter, type Used } from "../../src/platform/db/calls.ts";
import { type Refusal, RefusalLog } from "../../src/platform/db/refusals.ts";
import type { DevicePrincipal } from "../../src/shared/principals.ts";
import { tenantTime } from "../../src/shared/time.ts";
import { admitDevice } from "./admission.ts";
import { ScanBindings } from "./bindings.ts";
import { DeviceChannel } from "./channel.ts";
import { principalOf } from "./principal.ts";
import { DevicePulse } from "./pulse.ts";
import { type DeviceFacts, deviceFacts, type KnownDevice } from "./storage.ts";

declare module "../../src/env.ts" {
  interface Env {
    DEVICE: DurableObjectNamespace<DeviceObject>;
  }
}

export class DeviceObject extends DurableObject<Env> {
  private readonly facts: KnownDevice;
  private readonly calls: CallCounter;
  private readonly refusals: RefusalLog;
  private readonly bindings: ScanBindings;
  private readonly unread: unread.UnreadRows = new Map();
  private readonly pulse: DevicePulse;
  private readonly channel: DeviceChannel;
  /** The tenant's clock now, or at a moment of the world's clock; epoch ms. */
  private readonly clock = (epoch_ms = Date.now()) => tenantTime(epoch_ms, this.facts.known?.clock_offset_s ?? 0);

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.facts = deviceFacts(state.storage, env, (fresh, before) => {
      this.pulse.noteFacts(fresh, before, this.clock());
      if (before) this.channel.tellNews(before, fresh);
    });
    this.calls = new CallCounter(state.storage, env);
    this.refusals = new RefusalLog(state.storage, env);
    this.bindings = new ScanBindings(state.storage, env, Date.now());
    this.pulse = new DevicePulse(state, env, this.facts);
    this.channel = new DeviceChannel(state, this.facts, this.pulse, this.clock);
  }

  /** Decides whether the device may make this request. Reads D1 only when the object has no facts yet. */
  async admit(request: words.DeviceAdmission): Promise<words.DeviceVerdict> {
    const facts = this.facts.known ?? (await this.facts.reload(request));
    if (!facts) return { ok: false, refusal: { reason: "unknown" }, clock_offset_s: 0 };
    const { calls, refusals, bindings, pulse } = this;
    return admitDevice({ calls, refusals, bindings, pulse }, facts, request, Date.now());
  }

  /** The used part of each class's hourly limit, at a moment of the world's clock. */
  async usedCalls(device: words.DeviceName, now: number): Promise<Used[]> {
    const facts = this.facts.known ?? (await this.facts.reload(device));
    return facts ? this.calls.used(facts.limits, now) : [];
  }

  /** Writes the counts after the answers, and looks for kept scans that D1 lacks. */
  override async alarm(): Promise<void> {
    await this.calls.flush();
    await this.refusals.flush(Date.now());
    if (this.facts.known) await this.bindings.recent.check(this.facts.known.tenant_id, Date.now());
  }

  /** Whether a refusal is the first of its kind in a minute; a repeat is counted here. */
  noteRefusal(refusal: Refusal): boolean {
    return this.refusals.note(refusal, Date.now());
  }

  /** Drops these scans, because D1 has them. */
  dropScans(scan_ids: readonly string[]): void {
    this.bindings.recent.drop(scan_ids);
  }

  /** The subject of a scan id; null when it has none, or the object slept since. */
  subjectOf(scan_id: string): string | null {
    return this.bindings.subjectOf(scan_id);
  }

  /** The row that counts a scan of a code without a ticket; null: the caller writes a new row. */
  countUnread(scan: unread.UnreadScan): unread.UnreadCount | null {
    return unread.countUnread(this.unread, scan);
  }

  /** The present count of such a scan's row, once it is written. */
  countOfRow(scan_id: string): unread.UnreadCount | null {
    return unread.countOfRow(this.unread, scan_id);
  }

  /** Drops the row of such a scan, because it could not be written. */
  dropUnread(scan_id: string): void {
    unread.dropUnread(this.unread, scan_id);
  }

  /** Reads the device's facts from D1 again, and sends changes over its socket. */
  reload(device: words.DeviceName): Promise<DeviceFacts | undefined> {
    return this.facts.reload(device);
  }

  /** Deletes everything about the device, because its tenant is purged. */
  async forget(): Promise<void> {
    this.channel.end();
    await this.ctx.storage.deleteAll();
    for (const known of [this.facts, this.pulse, this.bindings, this.refusals]) known.forget();
    this.unread.clear();
  }

  /** The device as its own request would have it, for a person who acts for it; undefined when there is none. */
  async principal(device: words.DeviceName): Promise<DevicePrincipal | undefined> {
    const facts = this.facts.known ?? (await this.facts.reload(device));
    return facts && principalOf(facts, facts.epoch, this.pulse.contactBefore(this.clock()));
  }

  /** The device's last contact and last heartbeat. */
  signsOfLife(): words.SignsOfLife {
    return this.pulse.signsOfLife(this.channel.pingedAt());
  }

  /** Takes a heartbeat. Without `gate`, the object reads the policy, at most every 30 seconds. */
  async heartbeat(device: words.DeviceName, beat: Heartbeat, now: number, gate?: GateStanding) {
    const facts = this.facts.known ?? (await this.facts.reload(device));
    return facts && this.pulse.take(facts, beat, now, gate);
  }

  /** Takes a skew that was measured elsewhere like that of a heartbeat. */
  async recordSkew(device: words.DeviceName, offset_ms: number, now: number): Promise<void> {
    const facts = this.facts.known ?? (await this.facts.reload(device));
    if (facts) await this.pulse.noteSkew(facts, offset_ms, now);
  }

  /** Sends a message over the device's socket; false when none is open. */
  push(message: LiveMessage): boolean {
    return this.channel.push(message);
  }

  /** Opens the device's socket; 401 when its standing changed since the admission. */
  override fetch(request: Request): Promise<Response> {
    return this.channel.open(Number(new URL(request.url).searchParams.get("epoch")));
  }

  override webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): Promise<void> {
    return this.channel.take(socket, raw, Date.now());
  }
}
