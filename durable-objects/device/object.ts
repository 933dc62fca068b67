/** One device's standing, known in memory, its calls and its socket: a suspended device is refused and cut off at once (rules T3, D2, L1). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import { addContact, contactBefore } from "../../src/modules/access/devices/domain/contact.ts";
import {
  type Command,
  countSkew,
  decideCommands,
  type GateStanding,
  type Heartbeat,
  keepHeartbeat,
  keepSkew,
  type LastHeartbeat,
} from "../../src/modules/access/devices/domain/heartbeat.ts";
import {
  countMessage,
  decideNews,
  isMoved,
  type LiveMessage,
  readMessage,
  zoneOf,
} from "../../src/modules/access/devices/domain/live.ts";
import type {
  DeviceAdmission,
  DeviceName,
  DeviceVerdict,
  Pulse,
} from "../../src/modules/access/devices/domain/requests.ts";
import { decideAdmission } from "../../src/modules/access/devices/domain/standing.ts";
import * as unread from "../../src/modules/access/devices/domain/unread.ts";
import { CallCounter, type Used } from "../../src/platform/db/calls.ts";
import { FreshFacts } from "../../src/platform/db/fresh-facts.ts";
import { type Refusal, RefusalLog } from "../../src/platform/db/refusals.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { socketErrors } from "../../src/shared/errors/operations.ts";
import type { Claim, DevicePrincipal } from "../../src/shared/principals.ts";
import { type Allowance, UNBOUNDED } from "../../src/shared/rates.ts";
import { accept, type Result, refuse } from "../../src/shared/result.ts";
import { type AdmissionRefusal, decideTenant } from "../../src/shared/standing.ts";
import { iso, tenantTime } from "../../src/shared/time.ts";
import { KnownStanding } from "./gate-standing.ts";
import { principalOf } from "./principal.ts";
import { reportSkew } from "./projection.ts";
import { RecentScans } from "./recent.ts";
import { acceptSocket, closeSocket, epochOf, openSocket, tell } from "./socket.ts";
import { type DeviceFacts, fetchFacts, type Life, loadFacts, loadLife, saveFacts, saveLife } from "./storage.ts";

declare module "../../src/env.ts" {
  interface Env {
    DEVICE: DurableObjectNamespace<DeviceObject>;
  }
}

/** A heartbeat is written at most this often; between writes it lives in memory. */
const BEAT_WRITE_MS = 60_000;
/** A mere request is written more rarely, so that a device that beats is written by its heartbeats alone. */
const SEEN_WRITE_MS = 120_000;
/** How many recent claims (scan ids) a device's object remembers. */
const CLAIMS_KEPT = 5_000;

export class DeviceObject extends DurableObject<Env> {
  private facts: DeviceFacts | undefined;
  private readonly calls: CallCounter;
  private readonly refusals: RefusalLog;
  private readonly unread: unread.UnreadRows = new Map();
  private readonly fresh = new FreshFacts<DeviceFacts>();
  private life: Life;
  private life_written_at: number;
  private readonly gate: KnownStanding;
  /** Moments of recent messages, over all of the device's sockets: to connect again is no way around their limit. */
  private messages: number[] = [];
  private readonly claims = new Map<string, string>();
  private readonly recent: RecentScans;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.facts = loadFacts(state.storage);
    this.calls = new CallCounter(state.storage, env);
    this.refusals = new RefusalLog(state.storage, env);
    this.recent = new RecentScans(state.storage, env, Date.now());
    this.gate = new KnownStanding(env);
    this.life = loadLife(state.storage);
    this.life_written_at = this.life.last_seen_at ?? 0;
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Whether the device may make this request. Reads D1 only when the object has never met its device. */
  async admit(request: DeviceAdmission): Promise<DeviceVerdict> {
    const facts = this.facts ?? (await this.reload(request));
    if (!facts) return { ok: false, refusal: { reason: "unknown" }, clock_offset_s: 0 };
    const { clock_offset_s } = facts;
    const now = tenantTime(request.arrived_at, clock_offset_s);
    const counted = this.countCall(facts, request, now);
    if (!counted.ok) return { ok: false, refusal: counted.refusal, clock_offset_s };
    const kept_tickets = request.claim ? this.recent.ticketsOf(request.claim.id) : [];
    const device = principalOf(facts, request.epoch, contactBefore(this.life.contacts, now), kept_tickets);
    this.see(now);
    return { ok: true, device, allowance: counted.value, clock_offset_s };
  }

  /** Counts a call that is let through, or says why it is not. Nothing is awaited. */
  private countCall(facts: DeviceFacts, request: DeviceAdmission, now: number): Result<Allowance, AdmissionRefusal> {
    const { tenant_id, arrived_at, counted } = request;
    const standing = decideAdmission(facts, request.epoch, request.upload_only ? now : null);
    const refused =
      decideTenant(facts.tenant, arrived_at) ??
      (standing && { reason: standing }) ??
      (request.any_version ? null : this.refuseVersion(facts, now));
    if (refused) {
      const retry_after_s = this.refusals.count(facts.limits, arrived_at);
      return refuse(retry_after_s > 0 ? { reason: "rate_limited", retry_after_s } : refused);
    }
    const allowed = counted ? this.calls.count(tenant_id, counted, facts, arrived_at) : accept(UNBOUNDED);
    if (!allowed.ok) return allowed;
    const claimed = this.refuseClaim(request.claim);
    return claimed ? refuse({ reason: claimed }) : allowed;
  }

  /** How much of each class is used of what fits into an hour, at a moment of the world's clock. */
  async usedCalls(device: DeviceName, now: number): Promise<Used[]> {
    const facts = this.facts ?? (await this.reload(device));
    return facts ? this.calls.used(facts.limits, now) : [];
  }

  /** Writes behind the answers what was counted. */
  override async alarm(): Promise<void> {
    await this.calls.flush();
    await this.refusals.flush(Date.now());
    if (this.facts) await this.recent.check(this.facts.tenant_id, Date.now());
  }

  /** Whether a refusal is the first of its kind in a minute; else it is counted here. */
  noteRefusal(refusal: Refusal): boolean {
    return this.refusals.note(refusal, Date.now());
  }

  /** D1 has these scans. */
  dropScans(scan_ids: readonly string[]): void {
    this.recent.drop(scan_ids);
  }

  /** Which row tells a scan of a code that leads to no ticket; null: the caller writes one for it. */
  countUnread(scan: unread.UnreadScan): unread.Telling | null {
    return unread.countUnread(this.unread, scan);
  }

  /** What the row of such a scan tells by now, once it is written. */
  toldByRow(scan_id: string): unread.Telling | null {
    return unread.toldByRow(this.unread, scan_id);
  }

  /** The row of such a scan could not be written. */
  dropUnread(scan_id: string): void {
    unread.dropUnread(this.unread, scan_id);
  }

  /** Takes the device's facts anew from D1, and tells its socket what changed. */
  async reload({ tenant_id, device_id }: DeviceName): Promise<DeviceFacts | undefined> {
    const fresh = await this.fresh.read(() => fetchFacts(this.env, tenant_id, device_id));
    if (!fresh) return this.facts;
    const before = this.facts;
    this.facts = fresh;
    saveFacts(this.ctx.storage, fresh);
    this.gate.forget();
    if (before && before.clock_offset_s !== fresh.clock_offset_s) this.keepToClock();
    if (before) this.tellNews(before, fresh);
    return fresh;
  }

  /** The device's tenant is purged, and all that is known of the device with it. */
  async forget(): Promise<void> {
    const socket = openSocket(this.ctx);
    if (socket) closeSocket(socket, "ended");
    await this.ctx.storage.deleteAll();
    this.facts = undefined;
    this.gate.forget();
    this.life = loadLife(this.ctx.storage);
    this.claims.clear();
    this.recent.forget();
    this.refusals.forget();
    this.unread.clear();
  }

  /** The device as a request of its own would have it, for a person who speaks for it; undefined when there is none. */
  async principal(device: DeviceName): Promise<DevicePrincipal | undefined> {
    const facts = this.facts ?? (await this.reload(device));
    return facts && principalOf(facts, facts.epoch, contactBefore(this.life.contacts, this.clock()));
  }

  /** When the device was last heard of, epoch ms or null, and what it said of itself then. */
  signsOfLife(): { last_seen_at: number | null; last_heartbeat: LastHeartbeat | null } {
    const { last_seen_at, last_heartbeat } = this.life;
    const socket = openSocket(this.ctx);
    const pinged_at = socket && this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime();
    const seen_at = pinged_at ? Math.max(this.clock(pinged_at), last_seen_at ?? 0) : last_seen_at;
    return { last_seen_at: seen_at, last_heartbeat };
  }

  /** Takes a heartbeat. Without a `gate` standing the object reads it, at most every 30 seconds. */
  async heartbeat(device: DeviceName, beat: Heartbeat, now: number, gate?: GateStanding): Promise<Pulse | undefined> {
    const facts = this.facts ?? (await this.reload(device));
    return facts && this.take(facts, beat, now, gate);
  }

  /** Takes a skew that was measured elsewhere as a heartbeat's would be. */
  async noteClock(device: DeviceName, offset_ms: number, now: number): Promise<void> {
    const facts = this.facts ?? (await this.reload(device));
    if (facts) await this.keep(facts, keepSkew(this.life.last_heartbeat, offset_ms, now));
  }

  /** Sends a message over the device's socket; false when none is open. */
  push(message: LiveMessage): boolean {
    const socket = openSocket(this.ctx);
    return socket !== undefined && tell(socket, message);
  }

  /** Opens the device's socket; 401 when the device's standing changed since it was admitted. */
  override async fetch(request: Request): Promise<Response> {
    const epoch = Number(new URL(request.url).searchParams.get("epoch"));
    const gate = this.facts && (await this.gate.read(this.facts, this.clock()));
    const { facts } = this;
    if (!facts || !gate || decideAdmission(facts, epoch, null)) return new Response(null, { status: 401 });
    const { mine, theirs } = acceptSocket(this.ctx, { epoch });
    const { device_id, store_id, name, type, status } = facts;
    const device = { device_id, store_id, name, type, status, zone_id: facts.zone_id, zone: zoneOf(facts) };
    const commands = this.commandsFor(facts, gate);
    tell(mine, { type: "hello", sequence: null, data: { server_time: iso(this.clock()), device, commands } });
    return new Response(null, { status: 101, webSocket: theirs });
  }

  /** A message from the device: whatever it is, it harms nothing but its own socket. */
  override async webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): Promise<void> {
    if (socket.readyState !== WebSocket.OPEN) return;
    try {
      await this.hear(socket, raw);
    } catch (error) {
      logTrouble("error", "socket message failed", error);
      closeSocket(socket, "unexpected");
    }
  }

  private async hear(socket: WebSocket, raw: string | ArrayBuffer): Promise<void> {
    const counted = countMessage(this.messages, Date.now());
    if (!counted) return closeSocket(socket, "flood");
    this.messages = counted;
    const read = readMessage(raw);
    if (!read.ok) {
      const { closing, message } = read.refusal;
      const data = { code: socketErrors.message.code, message };
      if (closing === "junk") tell(socket, { type: "error", sequence: null, data });
      return closeSocket(socket, closing);
    }
    const { facts } = this;
    if (!facts) return closeSocket(socket, "ended");
    const now = this.clock();
    const pulse = await this.take(facts, read.value, now);
    tell(socket, { type: "heartbeat", sequence: null, data: { server_time: iso(now), ...pulse } });
  }

  private async take(facts: DeviceFacts, beat: Heartbeat, now: number, gate?: GateStanding): Promise<Pulse> {
    const last = keepHeartbeat(beat, now, this.life.last_heartbeat);
    await this.keep(facts, last);
    if (gate) this.gate.take(gate, now);
    const standing = gate ?? (await this.gate.read(facts, now));
    return { offset_ms: last.offset_ms, commands: this.commandsFor(this.facts ?? facts, standing) };
  }

  /** Keeps a heartbeat, and reports a clock, a few times an hour, that is off when it was not before; a report that failed is made by the next. */
  private async keep(facts: DeviceFacts, last: LastHeartbeat): Promise<void> {
    const { clock_flagged: was_flagged = false, app_version: had_version = null } = this.life.last_heartbeat ?? {};
    this.life.last_heartbeat = last;
    this.life.last_seen_at = Math.max(last.at, this.life.last_seen_at ?? 0);
    this.life.contacts = addContact(this.life.contacts, last.at);
    const skews = last.clock_flagged && !was_flagged ? countSkew(this.life.skews, last.at) : null;
    if (skews) {
      const before = this.life.skews;
      this.life.skews = skews;
      const { offset_ms, at } = last;
      const waitUntil = (work: Promise<unknown>) => this.ctx.waitUntil(work);
      await reportSkew(this.env, facts, { offset_ms, at }, waitUntil).catch((error) => {
        logTrouble("warn", "skew not reported yet", error);
        this.life.last_heartbeat = { ...(this.life.last_heartbeat ?? last), clock_flagged: false };
        this.life.skews = before;
      });
    }
    const is_news = last.clock_flagged !== was_flagged || last.app_version !== had_version;
    if (is_news || last.at - this.life_written_at >= BEAT_WRITE_MS) this.write(last.at);
  }

  /** The commands that the device is told now; that it moved, once. */
  private commandsFor(facts: DeviceFacts, gate: GateStanding): Command[] {
    const { last_heartbeat, moved } = this.life;
    if (moved) {
      this.life.moved = false;
      this.write(this.life_written_at);
    }
    const { app_version = null, list_cursor = null } = last_heartbeat ?? {};
    return decideCommands({ app_version, list_cursor }, gate, moved ? { zone: zoneOf(facts) } : null);
  }

  private tellNews(before: DeviceFacts, after: DeviceFacts): void {
    if (isMoved(before, after)) {
      this.life.moved = true;
      this.write(this.life_written_at);
    }
    const socket = openSocket(this.ctx);
    const news = socket && decideNews(before, after, epochOf(socket));
    if (!socket || !news) return;
    tell(socket, news.message);
    if (news.closing) closeSocket(socket, news.closing);
  }

  /** What a claimed id stands for, as long as this object is awake; else null. */
  subjectOf(claim_id: string): string | null {
    return this.claims.get(claim_id) ?? null;
  }

  /** What the tenant's clock shows now, or at a moment of the world's. */
  private clock(epoch_ms: number = Date.now()): number {
    return tenantTime(epoch_ms, this.facts?.clock_offset_s ?? 0);
  }

  /** A clock that was put back leaves nothing in the future. */
  private keepToClock(): void {
    const now = this.clock();
    this.gate.forget();
    if (this.life.last_seen_at !== null) this.life.last_seen_at = Math.min(this.life.last_seen_at, now);
    this.life.contacts = this.life.contacts.filter((at) => at <= now);
    this.write(Math.min(this.life_written_at, now));
  }

  private refuseVersion(facts: DeviceFacts, now: number): AdmissionRefusal | null {
    const app_version = this.life.last_heartbeat?.app_version ?? null;
    const min_app_version = this.gate.decideTooOld(facts, app_version, now, (work) => this.ctx.waitUntil(work));
    return min_app_version === null ? null : { reason: "app_too_old", min_app_version };
  }

  private refuseClaim(claim: Claim | null): "claim_reused" | null {
    if (!claim) return null;
    const subject = this.claims.get(claim.id);
    if (subject !== undefined) return subject === claim.subject ? null : "claim_reused";
    this.claims.set(claim.id, claim.subject);
    this.recent.add(claim.id, claim.ticket_ids, Date.now());
    const [oldest] = this.claims.keys();
    if (this.claims.size > CLAIMS_KEPT && oldest !== undefined) this.claims.delete(oldest);
    return null;
  }

  private see(now: number): void {
    this.life.last_seen_at = Math.max(now, this.life.last_seen_at ?? 0);
    this.life.contacts = addContact(this.life.contacts, now);
    if (this.life.last_seen_at - this.life_written_at >= SEEN_WRITE_MS) this.write(this.life.last_seen_at);
  }

  private write(now: number): void {
    this.life_written_at = now;
    saveLife(this.ctx.storage, this.life);
  }
}
