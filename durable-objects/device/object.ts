/** A device's object: standing, calls and socket; a suspended device is disconnected at once (rules T3, D2, L1). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import type { GateStanding, Heartbeat } from "../../src/modules/access/devices/domain/heartbeat.ts";
import type { LiveMessage } from "../../src/modules/access/devices/domain/live.ts";
import type * as words from "../../src/modules/access/devices/domain/requests.ts";
import * as unread from "../../src/modules/access/devices/domain/unread.ts";
import type { Used } from "../../src/platform/db/calls.ts";
import type { Refusal } from "../../src/platform/db/refusals.ts";
import type { DevicePrincipal } from "../../src/shared/principals.ts";
import { admitDevice } from "./admission.ts";
import { type DeviceParts, forgetParts, makeParts, runAlarm } from "./parts.ts";
import { principalOf } from "./principal.ts";
import type { DeviceFacts } from "./storage.ts";

declare module "../../src/env.ts" {
  interface Env {
    DEVICE: DurableObjectNamespace<DeviceObject>;
  }
}

export class DeviceObject extends DurableObject<Env> {
  private readonly parts: DeviceParts;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.parts = makeParts(state, env, () => Date.now());
  }

  /** Decides whether the device may make this request. Reads D1 only when the object has no facts yet. */
  async admit(request: words.DeviceAdmission): Promise<words.DeviceVerdict> {
    const facts = await this.factsOf(request);
    if (!facts) return { ok: false, refusal: { reason: "unknown" }, clock_offset_s: 0 };
    return admitDevice(this.parts, facts, request, Date.now());
  }

  /** The used part of each class's hourly limit, at a moment of the world's clock. */
  async usedCalls(device: words.DeviceName, now: number): Promise<Used[]> {
    const facts = await this.factsOf(device);
    return facts ? this.parts.calls.used(facts.limits, now) : [];
  }

  /** Writes the counts after the answers, looks for kept scans that D1 lacks, and whether the device is silent. */
  override async alarm(): Promise<void> {
    await runAlarm(this.parts, () => Date.now());
  }

  /** Looks whether the device is silent, in case its alarm was lost. */
  async checkLife(device: words.DeviceName): Promise<void> {
    if (await this.factsOf(device)) await this.parts.watch.check(Date.now());
  }

  /** Whether a refusal is the first of its kind in a minute; a repeat is counted here. */
  noteRefusal(refusal: Refusal): boolean {
    return this.parts.refusals.note(refusal, Date.now());
  }

  /** Drops these scans, because D1 has them. */
  dropScans(scan_ids: readonly string[]): void {
    this.parts.bindings.recent.drop(scan_ids);
  }

  /** The subject of a scan id; null when it has none, or the object slept since. */
  subjectOf(scan_id: string): string | null {
    return this.parts.bindings.subjectOf(scan_id);
  }

  /** The row that counts a scan of a code without a ticket; null: the caller writes a new row. */
  countUnread(scan: unread.UnreadScan): unread.UnreadCount | null {
    return unread.countUnread(this.parts.unread, scan);
  }

  /** The present count of such a scan's row, once it is written. */
  countOfRow(scan_id: string): unread.UnreadCount | null {
    return unread.countOfRow(this.parts.unread, scan_id);
  }

  /** Drops the row of such a scan, because it could not be written. */
  dropUnread(scan_id: string): void {
    unread.dropUnread(this.parts.unread, scan_id);
  }

  /** Reads the device's facts from D1 again, and sends changes over its socket. */
  reload(device: words.DeviceName): Promise<DeviceFacts | undefined> {
    return this.parts.facts.reload(device);
  }

  /** Deletes everything about the device, because its tenant is purged. */
  async forget(): Promise<void> {
    this.parts.channel.end();
    await this.ctx.storage.deleteAll();
    forgetParts(this.parts);
  }

  /** The device as its own request would have it, for a person who acts for it; undefined when there is none. */
  async principal(device: words.DeviceName): Promise<DevicePrincipal | undefined> {
    const facts = await this.factsOf(device);
    return facts && principalOf(facts, facts.epoch, this.parts.pulse.contactBefore(this.parts.clock()));
  }

  /** The device's last contact and last heartbeat. */
  signsOfLife(): words.SignsOfLife {
    return this.parts.pulse.signsOfLife(this.parts.channel.pingedAt(), this.parts.clock);
  }

  /** Takes a heartbeat. Without `gate`, the object reads the policy, at most every 30 seconds. */
  async heartbeat(device: words.DeviceName, beat: Heartbeat, now: number, gate?: GateStanding) {
    const facts = await this.factsOf(device);
    if (facts) this.parts.watch.noteSign(Date.now());
    return facts && this.parts.pulse.take(facts, beat, now, gate);
  }

  /** Takes a skew that was measured elsewhere like that of a heartbeat. */
  async recordSkew(device: words.DeviceName, offset_ms: number, now: number): Promise<void> {
    const facts = await this.factsOf(device);
    if (facts) await this.parts.pulse.noteSkew(facts, offset_ms, now);
  }

  /** Takes a command, and sends it over the socket if one is open. A repeat does nothing. */
  async command({ command, ...device }: words.CommandOrder): Promise<void> {
    if (!(await this.factsOf(device))) return;
    this.parts.sent.add(command, this.parts.clock());
    this.parts.channel.pushCommands(this.parts.sent);
  }

  /** Sends a message over the device's socket; false when none is open. */
  push(message: LiveMessage): boolean {
    return this.parts.channel.push(message);
  }

  /** Opens the device's socket; 401 when its standing changed since the admission. */
  override fetch(request: Request): Promise<Response> {
    return this.parts.channel.open(Number(new URL(request.url).searchParams.get("epoch")), Date.now());
  }

  override webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): Promise<void> {
    if (this.parts.facts.known) this.parts.watch.noteSign(Date.now());
    return this.parts.channel.take(socket, raw, Date.now());
  }

  override webSocketClose(socket: WebSocket): void {
    this.parts.watch.noteClosed(this.parts.channel.gone(socket));
  }

  /** The device's facts, read from D1 only when the object has none yet. */
  private async factsOf(device: words.DeviceName): Promise<DeviceFacts | undefined> {
    return this.parts.facts.known ?? this.parts.facts.reload(device);
  }
}
