/** The gate: each guest gets one verdict, the server's if it comes in time, else the gate's own, which is handed in later. */

import { base32, base32Number } from "#code-rules";
import { type Message, verdictCode } from "#gate-rules";
import type { GateEvent, GateOptions, GateState, GateVerdict, ScanOptions } from "./api.ts";
import { type CodeReading, crowdAfter, decideAlone, nameCode, readFor } from "./list.ts";
import { connectSocket, openLive } from "./live.ts";
import { type Attempt, applyChange, type Change, emptyMemory, outboxOf, snapshotOf } from "./memory.ts";
import { handIn, iso, type SyncReport } from "./outbox.ts";
import { openReader } from "./reader.ts";
import { GateError, isEnded, NoAnswer, openSession } from "./session.ts";
import { memoryStorage } from "./storage-memory.ts";
import { jittered, oneAtATime } from "./turns.ts";
import type { Command, LiveMessage, Pulse, WireVerdict, Zone } from "./wire.ts";

export type Gate = ReturnType<typeof openGate>;

/** How long an attempt without an answer may be repeated as the same attempt. */
const SAME_ATTEMPT_MS = 15 * 60_000;
/** The most scans that wait for guests' answers. */
const MOST_ASKING = 100;
const STOPPED_MESSAGE: Message = {
  en: "This gate may not work now; please see the counter",
  th: "ประตูนี้ใช้งานไม่ได้ กรุณาติดต่อเคาน์เตอร์",
};

/** Opens a gate that works with and without the server. Call `start` before the first scan and `close` after the last. */
export function openGate(options: GateOptions) {
  const { device_id, app_version, storage = memoryStorage(), timeout_ms = 1_500 } = options;
  const { heartbeat_ms = 30_000, retry_ms = 3_000, now = Date.now, newId = () => newUlid(now()) } = options;
  const { elapsed = () => performance.now() } = options;
  const base_url = options.base_url.replace(/\/+$/, "");
  const tell = (event: GateEvent) => options.on?.(event);
  const memory = emptyMemory();
  const busy = new Set<string>();
  /** Scans that wait for answers, each with its code. Each of these scan ids may be sent again once. */
  const asking = new Map<string, string>();
  let loading: Promise<void> | null = null;
  let online = true;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wake: (() => void) | null = null;

  const session = openSession({
    base_url,
    device_id,
    device_token: options.device_token,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    now,
    elapsed,
    clock_offset_ms: () => memory.facts?.clock_offset_ms ?? 0,
    reached: (reached) => (reached ? goOnline() : goOffline()),
    standing(stopped) {
      if (stopped === memory.stopped) return;
      keep({ stopped }).catch(fail);
      tell(stopped === null ? { type: "resumed" } : { type: "stopped", code: stopped });
    },
  });
  const keepAll = () => storage.replace(snapshotOf(memory));
  const list = openReader({ memory, session, device_id, keep, keepAll });
  const live = openLive({
    connect: options.connect === null ? undefined : (options.connect ?? connectSocket),
    base_url,
    now,
    heard: (message) => void hear(message).catch(fail),
    lost: () => schedule(jittered(retry_ms)),
  });

  /** Applies a change at once, and resolves when it is stored. */
  async function keep(change: Change): Promise<void> {
    applyChange(memory, change);
    await storage.append(change);
  }

  function load(): Promise<void> {
    loading ??= storage.load().then((changes) => {
      for (const change of changes) applyChange(memory, change);
      session.setStopped(memory.stopped);
      // An old interrupted attempt has no guest any more.
      for (const { scan_id, decided, at } of memory.attempts.values())
        if (!decided && at < session.time() - SAME_ATTEMPT_MS) memory.attempts.delete(scan_id);
    });
    return loading;
  }

  /** Reads the stored changes, logs in and reads the list. In an outage this continues in the background. */
  async function start(): Promise<void> {
    await load();
    const fresh = await attemptTo(session.logIn);
    if (fresh) await work();
    else schedule(jittered(retry_ms));
  }

  /** Decides whether a guest may pass. Fails only with GateError, for a wrong request, or when the storage fails. */
  async function scan(code: string, how: ScanOptions = {}): Promise<GateVerdict> {
    await load();
    const read = await readFor(memory, code);
    const { h } = read;
    // The server does not know this gate's own passes yet and would admit these tickets again.
    const ahead = outboxOf(memory).some((one) => one.h === h && one.decided?.result === "pass");
    const may_ask = online && !closed && !ahead && !isEnded(session.stopped());
    const attempt = attemptOf(code, h, how, may_ask);
    const { scan_id } = attempt;
    busy.add(scan_id);
    try {
      const verdict = (may_ask ? await ask(attempt) : null) ?? (await answerAlone(attempt, read));
      tell({ type: "verdict", verdict });
      return verdict;
    } finally {
      busy.delete(scan_id);
    }
  }

  /** The attempt of a scan: the last one again if it admitted nobody and the server may know of it, else a new one. */
  function attemptOf(code: string, h: string, how: ScanOptions, asked: boolean): Attempt {
    const { direction = "entry", party = 1, zone_id = null } = how;
    const at = session.time();
    const earlier = [...memory.attempts.values()].find(
      (one) =>
        asked &&
        one.asked &&
        one.h === h &&
        !busy.has(one.scan_id) &&
        one.decided?.result !== "pass" &&
        one.at > at - SAME_ATTEMPT_MS &&
        one.direction === direction &&
        one.party === party &&
        zoneOf(one.zone_id) === zoneOf(zone_id),
    );
    const answering = how.scan_id !== undefined && asking.get(how.scan_id) === h && asking.delete(how.scan_id);
    const scan_id = (answering ? how.scan_id : earlier?.scan_id) ?? newId();
    // A repeated request must be equal to the first.
    const answers = how.answers ?? earlier?.answers;
    const sent = { scan_id, code: earlier?.code ?? code, h, direction, party, zone_id, ...(answers && { answers }) };
    return { ...sent, device_at: now(), at, asked, decided: null };
  }

  /** Asks the server; null when it gives no verdict. */
  async function ask(attempt: Attempt): Promise<GateVerdict | null> {
    const { scan_id, code, direction, party, zone_id, answers } = attempt;
    const zone = zone_id === null ? {} : { zone_id };
    const body = { ...nameCode(code), scan_id, direction, party, ...zone, ...(answers && { answers }) };
    const noted = keep({ attempts: [attempt] });
    try {
      const call = session.call<WireVerdict>("/tickets/redeem", { method: "POST", body, timeout_ms });
      const [verdict] = await Promise.all([call, noted]);
      await keep({
        answered: [scan_id],
        ...throughHere(attempt, verdict),
        entries: verdict.result === "pass" ? list.entryAfter(attempt) : [],
      });
      const { result, reason, remaining, unit, message, first_pass, attention = null, questions = [] } = verdict;
      const { code = verdictCode(reason) } = verdict;
      if (reason === "incomplete") await expectAnswers(attempt);
      const told = { result, reason, code, remaining, unit, message, attention, questions, scan_id };
      return { ...told, offline: false, first_pass };
    } catch (error) {
      await noted;
      if (error instanceof NoAnswer) return null;
      await keep({ answered: [scan_id] });
      if (session.stopped() !== null) return stoppedVerdict(attempt, false);
      throw error;
    }
  }

  /** The gate's own verdict, which is stored before the guest sees it. A stopped gate admits nobody. */
  async function answerAlone(attempt: Attempt, read: CodeReading): Promise<GateVerdict> {
    const { scan_id } = attempt;
    if (session.stopped() !== null) {
      await keep({ answered: [scan_id] });
      return stoppedVerdict(attempt, true);
    }
    refuseForeignZone(attempt);
    const alone = decideAlone(memory, attempt, read, device_id);
    const { verdict, message, attention, questions, first_pass, entry } = alone;
    const { result, reason, remaining, unit } = verdict;
    const code = verdictCode(reason);
    const told = { result, reason, code, remaining, unit, message, attention, questions, scan_id, offline: true };
    if (reason === "incomplete") {
      await expectAnswers(attempt);
      return { ...told, first_pass: null };
    }
    try {
      const zone_id = zoneOf(attempt.zone_id);
      await keep({
        attempts: [{ ...attempt, zone_id, decided: { result, reason } }],
        entries: entry ? [entry] : [],
        ...throughHere(attempt, verdict),
      });
    } catch (error) {
      // The guest was not admitted, so no record may say otherwise later.
      applyChange(memory, { answered: [scan_id] });
      throw error;
    }
    const first = first_pass && { ...first_pass, at: iso(first_pass.at) };
    return { ...told, first_pass: first };
  }

  /** The change of a zone's count of people by a pass; empty if no zone has a limit. */
  function throughHere(attempt: Attempt, { result }: { result: "pass" | "fail" }): Change {
    const facts = memory.facts && result === "pass" ? crowdAfter(memory.facts, attempt) : memory.facts;
    return facts && facts !== memory.facts ? { facts } : {};
  }

  /** Remembers an incomplete scan. It is no refusal and is not handed in; it continues with its answers. */
  async function expectAnswers({ scan_id, h }: Attempt): Promise<void> {
    asking.set(scan_id, h);
    const [oldest] = asking.keys();
    if (asking.size > MOST_ASKING && oldest !== undefined) asking.delete(oldest);
    await keep({ answered: [scan_id] });
  }

  /** The zone of a scan, fixed at once, because the gate may be moved before it hands the scan in. */
  function zoneOf(zone_id: string | null): string | null {
    return zone_id ?? memory.facts?.zone?.zone_id ?? null;
  }

  function refuseForeignZone({ zone_id }: Attempt): void {
    const own = memory.facts?.zone;
    if (own && zone_id !== null && zone_id !== own.zone_id)
      throw new GateError(403, "E_SCOPE_MISMATCH", `This gate works in ${own.name} and scans for no other zone.`);
  }

  function stoppedVerdict({ scan_id }: Attempt, offline: boolean): GateVerdict {
    const nothing = { remaining: 0, unit: "uses", attention: null, questions: [], first_pass: null } as const;
    const reason = "gate_stopped";
    const told = { result: "fail", reason, code: verdictCode(reason), message: STOPPED_MESSAGE, scan_id } as const;
    return { ...told, offline, ...nothing };
  }

  /** Hands in what the gate decided alone. The rest is handed in later automatically. */
  const sync = oneAtATime(async (): Promise<SyncReport> => {
    await load();
    const wait = (delay_ms: number) => (closed ? Promise.resolve() : pause(delay_ms));
    const report = await handIn({ memory, session, keep, busy, device_now: now, retry_ms, wait });
    for (const conflict of report.conflicts) tell({ type: "conflict", conflict });
    for (const rejection of report.rejections) tell({ type: "rejected", rejection });
    return report;
  });

  /** Updates the list; false when that has to wait. It hands in first, so that no pass counts twice. */
  const refresh = oneAtATime(async (): Promise<boolean> => {
    await load();
    if (outboxOf(memory).length > 0) await attemptTo(sync);
    const read = await attemptTo(list.read);
    if (read) tell({ type: "list" });
    return read;
  });

  /** One round of background work: a heartbeat, handing in, the list, the socket. */
  const work = oneAtATime(async (): Promise<void> => {
    if (closed) return;
    const reached = !isEnded(session.stopped()) && (await attemptTo(beat));
    const may_hand_in = reached || isEnded(session.stopped());
    if (may_hand_in && outboxOf(memory).length > 0) await attemptTo(sync);
    if (reached && session.stopped() === null) {
      if (list.isDue()) await refresh();
      await attemptTo(async () => live.open(await session.logIn()));
    }
    schedule(jittered(online ? heartbeat_ms : retry_ms));
  });

  /** Runs a task and returns whether it succeeded. The session has already noted an absent server or a stopped gate. */
  async function attemptTo(task: () => Promise<unknown>): Promise<boolean> {
    try {
      await task();
      return true;
    } catch (error) {
      if (!(error instanceof NoAnswer)) fail(error);
      return false;
    }
  }

  /** Reports a failure in the background. A stop of the gate has its own event. */
  function fail(error: unknown): void {
    if (!(error instanceof GateError) || session.stopped() === null) tell({ type: "error", error });
  }

  async function beat(): Promise<void> {
    const { cursor = null } = memory.facts ?? {};
    const about = { ...(app_version && { app_version }), ...(cursor !== null && { list_cursor: cursor }) };
    const body = { sent_at: iso(now()), queue_depth: outboxOf(memory).length, ...about };
    if (online && live.say({ type: "heartbeat", ...body }, 2.5 * heartbeat_ms)) return;
    try {
      const call = { method: "POST", body, timeout_ms: Math.max(timeout_ms, retry_ms) } as const;
      await obey((await session.call<Pulse>("/provider/heartbeats", call)).commands);
    } catch (error) {
      if (!(error instanceof GateError) || error.code !== "E_MIN_VERSION") throw error;
      tell({ type: "update_required", min_app_version: memory.facts?.min_app_version ?? null });
    }
  }

  async function obey(commands: readonly Command[]): Promise<void> {
    for (const command of commands) {
      if (command.type === "refresh_list") void refresh();
      if (command.type === "minimum_version") tell({ ...command, type: "update_required" });
      if (command.type === "restart") tell({ type: "restart_asked" });
      if (command.type === "message") tell({ type: "message", text: command.text });
      if (command.type === "zone_changed") await moveTo(command.zone_id, command.name);
    }
  }

  async function moveTo(zone_id: string | null, name: string | null): Promise<void> {
    const zone = zone_id === null ? null : { zone_id, name: name ?? "" };
    if (memory.facts) await keep({ facts: { ...memory.facts, zone } });
  }

  async function hear({ type, data }: LiveMessage): Promise<void> {
    if (type === "hello" || type === "heartbeat" || type === "command") await obey(data.commands as Command[]);
    if (type === "list.changed") void refresh();
    if (type === "ticket.revoked" && typeof data.h === "string") {
      const { foreign_h } = data;
      await list.revoke([data.h, ...(typeof foreign_h === "string" ? [foreign_h] : [])], data.reason === "blocked");
      void refresh();
    }
    if (type === "device.zone_changed") {
      const zone = data.zone as Zone | null;
      await moveTo(zone?.zone_id ?? null, zone?.name ?? null);
    }
    if (type === "device.suspended") session.setStopped("E_DEVICE_SUSPENDED");
    if (type === "device.revoked") session.setStopped("E_DEVICE_REVOKED");
    if (type === "device.revoked" || type === "device.rotated") session.forgetToken();
  }

  function goOffline(): void {
    if (!online || closed) return;
    online = false;
    tell({ type: "offline" });
    schedule(jittered(retry_ms));
  }

  function goOnline(): void {
    if (online) return;
    online = true;
    tell({ type: "online" });
  }

  function schedule(delay_ms: number): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void work(), delay_ms);
  }

  function pause(delay_ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const pausing = setTimeout(resolve, delay_ms);
    wake = () => {
      clearTimeout(pausing);
      resolve();
    };
    return promise;
  }

  /** Ends all waiting. Stored changes remain for the next start. */
  function close(): void {
    closed = true;
    clearTimeout(timer);
    wake?.();
    live.close();
    session.close();
  }

  return {
    start,
    scan,
    sync,
    refresh,
    close,
    /** Removes a rejection that staff have seen. */
    dismiss: (scan_id: string) => keep({ dismissed: [scan_id] }),
    get state(): GateState {
      const { facts } = memory;
      const { admit_offline, list_max_age_s, unbound_lots, min_app_version } = facts ?? {};
      const known = admit_offline && list_max_age_s !== undefined && unbound_lots && min_app_version !== undefined;
      return {
        online,
        stopped: memory.stopped,
        queue_depth: outboxOf(memory).length,
        list_size: memory.entries.size,
        synced_at: facts?.synced_at ?? null,
        clock_offset_ms: session.offsetMs(),
        policy: known ? { admit_offline, list_max_age_s, unbound_lots, min_app_version } : null,
        zone: facts?.zone ?? null,
        rejections: [...memory.rejections.values()],
      };
    },
  };
}

function newUlid(epoch_ms: number): string {
  // A clock may show a year before 1970.
  return base32Number(Math.max(0, epoch_ms), 10) + base32(crypto.getRandomValues(new Uint8Array(10)));
}
