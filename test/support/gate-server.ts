/** A fake server for gates: one store with day tickets, and a network that can fail in every way. */

import { readFor } from "../../clients/gate/list.ts";
import type { Socket } from "../../clients/gate/live.ts";
import { emptyMemory } from "../../clients/gate/memory.ts";
import { macText } from "../../src/modules/admission/ticket-codes/domain/codes.ts";
import { newId } from "../../src/platform/http/context.ts";

interface FakeTicket {
  h: string;
  quota: number;
  used: number;
  revoked: boolean;
  last_pass_at: string | null;
}

interface Reply {
  status: number;
  data?: unknown;
  code?: string;
  headers?: Record<string, string>;
}

export interface Request {
  method: string;
  path: string;
  token: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was sent
  body: any;
}

/** A well-formed code of a key version; only a server could find its signature invalid. */
export function codeOf(key_version = 1): string {
  const version = `0${"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[key_version]}`;
  return `PP1${version}${newId(Date.now())}${macText(crypto.getRandomValues(new Uint8Array(16)))}`;
}

export function fakeServer() {
  const tickets = new Map<string, FakeTicket>();
  const scans = new Map<string, { code: string; result: "pass" | "fail"; reason: string | null }>();
  const annulled: string[] = [];
  const requests: Request[] = [];
  const sockets: { tell(type: string, data: object): void; close(): void; said: string[] }[] = [];
  const server = {
    tickets,
    scans,
    annulled,
    requests,
    sockets,
    /** No request arrives. */
    down: false,
    /** Requests to these paths are executed, and their answers are lost. */
    losing: new Set<string>(),
    /** Requests to these paths are executed, and answered 503. */
    faltering: new Set<string>(),
    /** Requests to these paths are never answered. */
    hanging: new Set<string>(),
    /** The next answers to a path, instead of the real ones. */
    next: new Map<string, Reply[]>(),
    /** How far its clock is ahead of this machine's. */
    ahead_ms: 0,
    standing: null as Reply | null,
    page_size: 100,
    /** The operations of a batch that one request applies; the rest must be sent again. */
    batch_budget: 1_000,
    tokens: 0,
    valid_token: "",
    config: {
      store_id: "S",
      time_zone: "Asia/Bangkok",
      cutoff_hour: 0,
      admit_offline: "after_seconds",
      list_max_age_s: 14_400,
      unbound_lots: "admit_and_flag",
      min_app_version: null,
      revoked_key_versions: [] as number[],
      zone: { zone_id: "Z", name: "Main" } as { zone_id: string; name: string } | null,
    },
    commands: [] as object[],
    /** The numbered changes of tickets; a cursor is the last number that a gate has read. */
    changes: [] as string[],
    async add(code = codeOf(), quota = 1): Promise<string> {
      const { h } = await readFor(emptyMemory(), code);
      tickets.set(code, { h, quota, used: 0, revoked: false, last_pass_at: null });
      server.changes.push(code);
      return code;
    },
    revoke(code: string, revoked = true): void {
      const ticket = tickets.get(code);
      if (ticket) ticket.revoked = revoked;
      server.changes.push(code);
    },
    fetch: (async (input: RequestInfo | URL, init: RequestInit = {}) => {
      const path = String(input).replace("https://park.test/v1", "");
      const [name = ""] = path.split("?");
      if (server.down) throw new TypeError("the line is cut");
      const token = new Headers(init.headers).get("authorization")?.slice("Bearer ".length) ?? null;
      const body = init.body ? JSON.parse(String(init.body)) : null;
      requests.push({ method: init.method ?? "GET", path, token, body });
      if (server.hanging.has(name)) return new Promise<Response>(() => undefined);
      const reply = server.next.get(name)?.shift() ?? (await answer(name, path, token, body));
      if (server.losing.has(name)) throw new TypeError("the answer was lost");
      if (server.faltering.has(name)) return respond({ status: 503, code: "E_UNAVAILABLE" });
      return respond(reply);
    }) as typeof fetch,
    connect(_url: string, protocols: string[]): Socket {
      if (server.down || protocols[1] !== `bearer.${server.valid_token}`) throw new TypeError("no socket");
      const listeners = { message: [], open: [], close: [], error: [] } as Record<string, ((event: never) => void)[]>;
      const emit = (type: string, event: object) => {
        for (const listener of listeners[type] ?? []) listener(event as never);
      };
      const said: string[] = [];
      const tell = (type: string, data: object) =>
        emit("message", { data: JSON.stringify({ type, sequence: null, data }) });
      sockets.push({ tell, said, close: () => emit("close", {}) });
      setTimeout(() => tell("hello", { commands: [] }));
      return {
        send(text) {
          said.push(text);
          setTimeout(() => tell("heartbeat", { commands: [] }));
        },
        close: () => undefined,
        addEventListener: (type: string, listener: (event: never) => void) => listeners[type]?.push(listener),
      };
    },
  };

  const iso = () => new Date(Date.now() + server.ahead_ms).toISOString();

  function respond({ status, data = null, code, headers }: Reply): Response {
    const error = code === undefined ? null : { code, message: `${code}.` };
    return new Response(JSON.stringify({ ok: error === null, data, error, server_time: iso() }), { status, headers });
  }

  // biome-ignore lint/suspicious/noExplicitAny: a fake reads what it is sent
  async function answer(name: string, path: string, token: string | null, body: any): Promise<Reply> {
    if (name === "/auth/device/login") {
      if (server.standing && !body.upload_only) return server.standing;
      server.tokens += 1;
      server.valid_token = `token${server.tokens}`;
      return ok({ access_token: server.valid_token, expires_in: 900, device: { name: "Gate 1" } });
    }
    if (token !== server.valid_token) return { status: 401, code: "E_UNAUTHENTICATED" };
    if (server.standing && name !== "/sync/batch") return server.standing;
    if (name === "/provider/heartbeats") return ok({ server_time: iso(), offset_ms: 0, commands: server.commands });
    if (name === "/gate/bootstrap") return bootstrap(new URL(path, "https://x").searchParams.get("cursor"));
    if (name === "/tickets/redeem") return ok(verdict(body.scan_id, body.qr_token ?? body.short_code, null));
    if (name === "/tickets/annul") {
      annulled.push(body.scan_id);
      const ticket = tickets.get(scans.get(body.scan_id)?.code ?? "");
      if (ticket) ticket.used -= 1;
      return ok({});
    }
    if (name === "/sync/batch") return ok({ results: body.ops.map(applyOrDefer), server_time: iso() });
    return { status: 404, code: "E_NOT_FOUND" };
  }

  function applyOrDefer(op: { op_id: string }, index: number) {
    if (index < server.batch_budget) return apply(op);
    return { op_id: op.op_id, status: "rejected", code: "E_BATCH_BUDGET", retry: true };
  }

  // biome-ignore lint/suspicious/noExplicitAny: a fake reads what it is sent
  function apply({ op_id, payload }: any) {
    const known = scans.has(op_id);
    const refused = payload.result === "fail" ? payload.reason : null;
    const data = verdict(op_id, payload.qr_token ?? payload.short_code, refused);
    const lost = payload.result === "pass" && data.result === "fail";
    return { op_id, status: known ? "duplicate" : lost ? "conflict" : "applied", data };
  }

  function verdict(scan_id: string, code: string, refused: string | null) {
    const ticket = tickets.get(code);
    const replayed = scans.get(scan_id);
    const left = ticket ? ticket.quota - ticket.used : 0;
    const reason = !ticket ? "invalid_sig" : ticket.revoked ? "revoked" : left < 1 ? "duplicate_use" : null;
    const decided = replayed ?? { code, result: (refused ?? reason) ? "fail" : "pass", reason: refused ?? reason };
    if (!replayed && decided.result === "pass" && ticket) {
      ticket.used += 1;
      ticket.last_pass_at = iso();
      server.changes.push(code);
    }
    scans.set(scan_id, decided as { code: string; result: "pass" | "fail"; reason: string | null });
    const remaining = ticket ? ticket.quota - ticket.used : 0;
    const { result, reason: told } = decided;
    const message = { en: "", th: "" };
    return { result, reason: told, remaining, unit: "uses", scan_id, first_pass: null, message };
  }

  function bootstrap(cursor: string | null): Reply {
    const [kind, at = "0", snapshot = "0"] = (cursor ?? `f-0-${server.changes.length}`).split("-");
    const whole = kind === "f";
    if (!whole && kind !== "d") return { status: 422, code: "E_VALIDATION" };
    const codes = whole ? [...tickets.keys()] : [...new Set(server.changes.slice(Number(at)))];
    const from = whole ? Number(at) : 0;
    const page = whole ? codes.slice(from, from + server.page_size) : codes;
    const more = whole && from + server.page_size < codes.length;
    const shown = page.map((code) => tickets.get(code)).filter((ticket) => ticket !== undefined);
    const next = more ? `f-${from + server.page_size}-${snapshot}` : `d-${whole ? snapshot : server.changes.length}`;
    return ok({
      config: server.config,
      zones: [],
      allow_list: shown.filter((ticket) => !ticket.revoked && !(whole && ticket.used >= ticket.quota)).map(entryOf),
      terms: {
        t1: { zones: [], allowed_device_ids: null, anti_passback_s: 0, weekdays: null, reentry: "none" },
      },
      revoked: shown.filter(({ revoked }) => revoked).map(({ h }) => h),
      whole: cursor === null,
      cursor: next,
      has_more: more || (whole && Number(snapshot) < server.changes.length),
      expires_at: iso(),
      server_time: iso(),
    });
  }

  function entryOf({ h, quota, used, last_pass_at }: FakeTicket) {
    return {
      h,
      type: quota === 1 ? "single" : "multi",
      quota_or_minutes: quota,
      used,
      valid_from: "2020-01-01T00:00:00.000Z",
      valid_to: null,
      terms: "t1",
      first_pass: last_pass_at && { at: last_pass_at, device_id: "D9", device_name: "Gate 9", zone: null },
      last_pass_at,
      presence: [],
      unbound: false,
    };
  }

  return server;
}

function ok(data: unknown): Reply {
  return { status: 200, data };
}
