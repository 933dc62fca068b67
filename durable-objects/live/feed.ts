/** A store's feed: screens prove who they are, get each event once and in order, and end when they may not continue (rule E9). */

import type { Env } from "../../src/env.ts";
import * as listening from "../../src/modules/operations/live/domain/listener.ts";
import { type ClientMessage, readMessage } from "../../src/modules/operations/live/domain/messages.ts";
import type { FeedCounts, FeedPage } from "../../src/modules/operations/live/domain/requests.ts";
import { extendRing, type Ring } from "../../src/modules/operations/live/domain/ring.ts";
import { wakeBy } from "../../src/platform/db/alarms.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { socketErrors } from "../../src/shared/errors/operations.ts";
import { AppError, errors } from "../../src/shared/errors.ts";
import { countMessage } from "../../src/shared/socket-messages.ts";
import { iso } from "../../src/shared/time.ts";
import { askAgain, contextOf, endingOf, proveHolder } from "./holder.ts";
import { type ProvenListener, Sockets } from "./sockets.ts";
import { fetchSpan, Lease } from "./storage.ts";

type Auth = Extract<ClientMessage, { type: "auth" }>;

/** After a change of standing, the objects of its holder had this long to read it. */
const ASK_SOON_MS = 1_000;
/** The most holders that are asked about at once. */
const AT_ONCE = 50;

export class Feed {
  private readonly state: DurableObjectState;
  private readonly env: Env;
  private readonly sockets: Sockets;
  private readonly lease: Lease;
  private ring: Ring | null = null;
  /** The number of screens that are being proved: a page that comes in between is kept for them. */
  private proving = 0;

  constructor(state: DurableObjectState, env: Env) {
    this.state = state;
    this.env = env;
    this.sockets = new Sockets(state);
    this.lease = new Lease(state.storage, env);
  }

  /** Opens a socket; 429 when the store or the network has too many. */
  async open(store_id: string, network: string, now: number): Promise<Response> {
    const all = this.sockets.all().map(([, listener]) => listener);
    if (!listening.hasRoom(all, network)) return new Response(null, { status: 429 });
    const listener = { store_id, network, opened_at: now, proven: null };
    const webSocket = this.sockets.accept(listener);
    await wakeBy(this.state.storage, listening.nextDue(listener));
    return new Response(null, { status: 101, webSocket });
  }

  /** Handles any message; a bad one ends only its own socket. */
  async take(socket: WebSocket, raw: string | ArrayBuffer, now: number): Promise<void> {
    const listener = this.sockets.find(socket);
    if (!listener) return;
    this.sockets.counts.received += 1;
    const counted = countMessage(this.sockets.messagesOf(socket), now);
    if (!counted) return this.sockets.close(socket, "flood");
    this.sockets.noteMessages(socket, counted);
    const read = readMessage(raw);
    if (!read.ok) return this.refuse(socket, { ...read.refusal, code: socketErrors.message.code });
    if (read.value.type === "auth") return this.prove(socket, listener, read.value);
    const { proven } = listener;
    if (!proven) return this.refuse(socket, { closing: "ended", ...errors.unauthenticated });
    this.sockets.keep(socket, { ...listener, proven: listening.acknowledge(proven, read.value.sequence) });
    this.pump(socket, now);
  }

  /** Answers the end of a socket, so that the screen need not wait for it. */
  gone(socket: WebSocket): void {
    this.sockets.close(socket, "left");
  }

  /** Gives a page to every screen. Without screens the lease ends, and no further page comes. */
  async push({ tenant_id, store_id, asks, ...span }: FeedPage, now: number): Promise<void> {
    const proven = this.sockets.proven();
    if (proven.length === 0 && this.proving === 0) {
      this.ring = null;
      return this.lease.drop(tenant_id, store_id);
    }
    if (this.lease.isOfAnother(tenant_id)) return;
    this.ring = extendRing(this.ring, span);
    for (const [socket] of proven) this.pump(socket, now);
    if (asks === null || asks.length > 0) this.askSoon(asks, now);
    await this.schedule(now);
  }

  /** The open sockets now, and the messages since the object woke. */
  count(): FeedCounts {
    return { sockets: this.sockets.all().length, ...this.sockets.counts };
  }

  /** Ends the sockets whose time is over, asks about holders that are due, and renews the lease. */
  async check(now: number): Promise<void> {
    for (const [socket, listener] of this.sockets.all()) {
      const closing = listening.decideClosing(listener, this.sockets.heardAt(socket, listener), now);
      if (closing) this.sockets.close(socket, closing);
    }
    await this.askDue(now);
    const [first] = this.sockets.proven();
    if (first) await this.renew(first[1], now);
    await this.schedule(now);
  }

  end(): void {
    for (const [socket] of this.sockets.all()) this.sockets.close(socket, "ended");
    this.ring = null;
    this.lease.forget();
  }

  private refuse(socket: WebSocket, { closing, code, message }: ReturnType<typeof endingOf>): void {
    this.sockets.tell(socket, { type: "error", sequence: null, data: { code, message } });
    this.sockets.close(socket, closing);
  }

  /** Proves a screen. A repeat with a fresh token changes what it sees, and not its place. */
  private async prove(socket: WebSocket, { store_id }: listening.Listener, auth: Auth): Promise<void> {
    this.proving += 1;
    try {
      const { now, ...proof } = await proveHolder(contextOf(this.env, this.state), store_id, auth);
      const { tenant_id } = proof.holder;
      if (this.lease.isOfAnother(tenant_id)) throw new AppError(errors.scope_mismatch, { store_id });
      // The lease is in D1 before the place is read: a drain that saw no lease ended before that place.
      await this.lease.take(tenant_id, store_id, proof.asked_at);
      const known = this.sockets.find(socket)?.proven;
      const place = known ? { sent: known.sent, gap: false } : await this.placeFor(tenant_id, store_id, auth.after);
      const listener = this.sockets.find(socket);
      if (!listener) return;
      if (!listener.proven && this.sockets.proven().length >= listening.STORE_SOCKETS)
        throw new AppError(errors.rate_limit);
      const empty = { sent: place.sent, unacknowledged: [], waiting_characters: 0, paused_at: null };
      const { sent } = listener.proven ?? empty;
      this.sockets.keep(socket, { ...listener, proven: { ...empty, ...listener.proven, ...proof } });
      const expires_in = Math.floor((proof.expires_at - proof.asked_at) / 1000);
      const told = { topics: auth.topics, server_time: iso(now), expires_in };
      this.sockets.tell(socket, { type: "ready", sequence: sent, data: told });
      if (place.gap) this.sockets.tell(socket, { type: "gap", sequence: sent, data: { after: auth.after } });
      this.pump(socket, proof.asked_at);
      await this.schedule(proof.asked_at);
    } catch (error) {
      this.refuse(socket, endingOf(error));
    } finally {
      this.proving -= 1;
    }
  }

  private async placeFor(tenant_id: string, store_id: string, after: number | null) {
    if (listening.isInRing(this.ring, after)) return { sent: after as number, gap: false };
    const { newest, span } = await fetchSpan(this.env, { tenant_id, store_id, after });
    if (span) this.ring = extendRing(this.ring, span);
    return listening.decidePlace(this.ring, after, newest);
  }

  /** Sends a screen all that it may get now. */
  private pump(socket: WebSocket, now: number): void {
    const listener = this.sockets.find(socket);
    if (!listener?.proven || !this.ring) return;
    const { send, proven } = listening.nextEvents(listener.proven, this.ring, now);
    for (const { text } of send) this.sockets.send(socket, text);
    if (this.sockets.find(socket)) this.sockets.keep(socket, { ...listener, proven });
  }

  /** Makes the concerned holders due; null means all. */
  private askSoon(subjects: readonly string[] | null, now: number): void {
    const asked_at = now - listening.ASK_MS + ASK_SOON_MS;
    for (const [socket, listener] of this.sockets.proven()) {
      const { employee_id = "", device_id = "" } = listener.proven.holder;
      if (subjects === null || subjects.includes(employee_id) || subjects.includes(device_id))
        this.sockets.keep(socket, { ...listener, proven: { ...listener.proven, asked_at } });
    }
  }

  /** Asks about each holder once, however many screens they have. */
  private async askDue(now: number): Promise<void> {
    const due = this.sockets.proven().filter(([, { proven }]) => listening.isAskDue(proven, now));
    const holders = [...Map.groupBy(due, ([, { proven }]) => JSON.stringify([proven.holder, proven.sight.topics]))];
    for (let at = 0; at < holders.length; at += AT_ONCE)
      await Promise.all(holders.slice(at, at + AT_ONCE).map(([, screens]) => this.ask(screens, now)));
  }

  /** Asks about the holder of these screens. If nobody can answer, they continue and the next check asks again. */
  private async ask(screens: readonly [WebSocket, ProvenListener][], now: number): Promise<void> {
    const [, first] = screens[0] ?? [];
    if (!first) return;
    try {
      const sight = await askAgain(contextOf(this.env, this.state), first.store_id, first.proven);
      for (const [socket] of screens) this.noteAnswer(socket, { sight, asked_at: now });
    } catch (error) {
      const ending = endingOf(error);
      const unanswered = ending.code === errors.unavailable.code || ending.closing === "unexpected";
      for (const [socket] of screens) {
        if (unanswered) this.noteAnswer(socket, { asked_at: now });
        else this.refuse(socket, ending);
      }
    }
  }

  /** A screen that sent another token in the meantime keeps what that one gave it. */
  private noteAnswer(socket: WebSocket, change: Partial<listening.Proven>): void {
    const listener = this.sockets.find(socket);
    if (listener?.proven && listener.proven.asked_at < (change.asked_at ?? 0))
      this.sockets.keep(socket, { ...listener, proven: { ...listener.proven, ...change } });
  }

  /** Renews the lease. After one that ran out, every screen is told to read again. */
  private async renew({ store_id, proven: { holder } }: ProvenListener, now: number): Promise<void> {
    try {
      if (!(await this.lease.take(holder.tenant_id, store_id, now))) return;
      const { newest } = await fetchSpan(this.env, { tenant_id: holder.tenant_id, store_id, after: null });
      this.ring = null;
      for (const [socket, listener] of this.sockets.proven()) {
        const { sent } = listener.proven;
        this.sockets.keep(socket, { ...listener, proven: { ...listener.proven, sent: newest } });
        this.sockets.tell(socket, { type: "gap", sequence: newest, data: { after: sent } });
      }
    } catch (error) {
      logTrouble("warn", "lease of a feed not renewed yet", error, { store_id });
    }
  }

  private async schedule(now: number): Promise<void> {
    const due = Math.min(...this.sockets.all().map(([, listener]) => listening.nextDue(listener)));
    if (due < Number.POSITIVE_INFINITY) await wakeBy(this.state.storage, Math.max(due, now + ASK_SOON_MS));
  }
}
