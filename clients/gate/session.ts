/** Calls to the server: each ends with its answer or with NoAnswer, after which it is unknown what the server did. */

import type { Login } from "./wire.ts";

/** The server gave no answer. `reached` is false when the request did not reach it. */
export class NoAnswer extends Error {
  readonly reached: boolean;
  readonly retry_after_ms: number | null;
  constructor(message: string, reached: boolean, retry_after_ms: number | null = null) {
    super(message);
    this.name = "NoAnswer";
    this.reached = reached;
    this.retry_after_ms = retry_after_ms;
  }
}

/** The server refused; `code` is its error code. */
export class GateError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "GateError";
    this.status = status;
    this.code = code;
  }
}

/** Refusals of the gate itself, for every request. Those that have ended do not pass by waiting. */
const STOPPED = ["E_DEVICE_SUSPENDED", "E_DEVICE_PENDING", "E_DEVICE_REVOKED", "E_DEVICE_CREDENTIALS"];
const ENDED = ["E_DEVICE_REVOKED", "E_DEVICE_CREDENTIALS"];

export function isEnded(stopped: string | null): boolean {
  return stopped !== null && ENDED.includes(stopped);
}

export interface SessionOptions {
  base_url: string;
  device_id: string;
  device_token: string;
  fetch: typeof fetch;
  now: () => number;
  /** Ms on a monotonic clock. */
  elapsed: () => number;
  /** Called after each try: whether the server was reached. */
  reached: (reached: boolean) => void;
  /** Called when the server stops or resumes the gate. */
  standing: (stopped: string | null) => void;
  /** How far the device's clock was ahead when the gate last ran. */
  clock_offset_ms: () => number;
}

export interface Call {
  method?: "GET" | "POST";
  body?: unknown;
  timeout_ms: number;
  /** Whether the server also accepts it from a revoked gate (rule O9). */
  upload?: boolean;
}

export type Session = ReturnType<typeof openSession>;

const LOGIN_TIMEOUT_MS = 10_000;
const TOKEN_MARGIN_MS = 30_000;

export function openSession(options: SessionOptions) {
  const { now, elapsed } = options;
  const closing = new AbortController();
  let token: { text: string; until: number; upload: boolean } | null = null;
  let logging_in: Promise<string> | null = null;
  let clock: { offset_ms: number; rtt_ms: number; measured_at: number; elapsed_then: number } | null = null;
  let stopped: string | null = null;
  let device_name = "";

  /** Calls the server. Fails with NoAnswer or GateError. A token that the server no longer accepts is renewed once. */
  async function call<Data>(path: string, { method = "GET", body, timeout_ms, upload = false }: Call): Promise<Data> {
    const signal = deadline(timeout_ms);
    for (let again = false; ; again = true) {
      const bearer = await within(signal, logIn(upload));
      try {
        const data = await send<Data>(path, { method, body, bearer, signal });
        if (!upload) setStopped(null);
        return data;
      } catch (error) {
        if (!(error instanceof GateError)) throw error;
        if (error.status === 401) token = null;
        if (error.status !== 401 || STOPPED.includes(error.code) || again) throw settled(error, upload);
      }
    }
  }

  /** Notes a refusal of the gate itself. Any other refusal means that the gate may work. */
  function settled(error: GateError, upload: boolean): GateError {
    if (STOPPED.includes(error.code)) setStopped(error.code);
    else if (error.status !== 401 && !upload) setStopped(null);
    return error;
  }

  function setStopped(code: string | null): void {
    if (code === stopped) return;
    stopped = code;
    options.standing(code);
  }

  /** An access token that is still valid for a while. Simultaneous callers share one login. */
  function logIn(upload = false): Promise<string> {
    if (token && token.until > now() && (upload || !token.upload)) return Promise.resolve(token.text);
    logging_in ??= buyToken(upload && stopped === "E_DEVICE_REVOKED").finally(() => {
      logging_in = null;
    });
    return logging_in;
  }

  async function buyToken(upload_only: boolean): Promise<string> {
    const { device_id, device_token } = options;
    const body = { device_id, device_token, ...(upload_only && { upload_only }) };
    const signal = deadline(LOGIN_TIMEOUT_MS);
    try {
      const login = await send<Login>("/auth/device/login", { method: "POST", body, signal });
      const until = now() + login.expires_in * 1000 - TOKEN_MARGIN_MS;
      token = { text: login.access_token, until, upload: upload_only };
      device_name = login.device.name;
      if (!upload_only) setStopped(null);
      return login.access_token;
    } catch (error) {
      if (error instanceof GateError) settled(error, upload_only);
      throw error;
    }
  }

  interface Sending {
    method: string;
    body: unknown;
    signal: AbortSignal;
    bearer?: string;
  }

  async function send<Data>(path: string, { method, body, bearer, signal }: Sending): Promise<Data> {
    const headers = {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    };
    const sent_at = now();
    const init = { method, headers, signal, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const { response, text } = await within(signal, read(`${options.base_url}/v1${path}`, init));
    const reply = parse(text);
    // A page from another host, such as a network's login page, is no answer.
    if (!reply) throw away(`${path}: ${response.status}, but not an answer of the server`);
    options.reached(true);
    if (bearer !== undefined) recordSkew(Date.parse(reply.server_time), sent_at, now());
    if (reply.ok) return reply.data as Data;
    const { code, message } = reply.error;
    const { status } = response;
    if (status !== 429 && status < 500) throw new GateError(status, code, message);
    const wait_s = Number(response.headers.get("retry-after") ?? Number.NaN);
    throw new NoAnswer(`${path}: ${status} ${code}`, true, Number.isFinite(wait_s) ? wait_s * 1000 : null);
  }

  async function read(url: string, init: RequestInit): Promise<{ response: Response; text: string }> {
    try {
      const response = await options.fetch(url, init);
      return { response, text: await response.text() };
    } catch (cause) {
      throw away(`${url}: ${cause}`);
    }
  }

  /**
   * The server read its clock at some moment between request and answer. The shortest round trip measures it best, unless
   * a later one contradicts it: then the device's clock was set.
   */
  function recordSkew(server_time: number, sent_at: number, received_at: number): void {
    const rtt_ms = received_at - sent_at;
    if (Number.isNaN(server_time) || rtt_ms < 0) return;
    const offset_ms = Math.round((sent_at + received_at) / 2 - server_time);
    const agrees = clock !== null && Math.abs(offset_ms - clock.offset_ms) <= (rtt_ms + clock.rtt_ms) / 2 + 1;
    if (!clock || !agrees || rtt_ms <= clock.rtt_ms)
      clock = { offset_ms, rtt_ms, measured_at: received_at, elapsed_then: elapsed() };
  }

  /** Waits at most until the signal; other callers may wait longer. */
  function within<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
    const { promise, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(away("no answer in time"));
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp);
    return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", giveUp));
  }

  function away(message: string): NoAnswer {
    options.reached(false);
    return new NoAnswer(message, false);
  }

  function deadline(timeout_ms: number): AbortSignal {
    return AbortSignal.any([AbortSignal.timeout(timeout_ms), closing.signal]);
  }

  /** The server's time. A device clock that was set back is not trusted; one that runs ahead may come from sleep. */
  function time(): number {
    if (!clock) return now() - options.clock_offset_ms();
    const { measured_at, offset_ms, elapsed_then } = clock;
    return measured_at - offset_ms + Math.max(now() - measured_at, Math.floor(elapsed() - elapsed_then));
  }

  const offsetMs = () => clock?.offset_ms ?? options.clock_offset_ms();
  return {
    call,
    logIn,
    forgetToken: () => {
      token = null;
    },
    /** The server's time now, as far as it is known. */
    time,
    /** Positive when the device's clock is ahead. */
    offsetMs,
    setStopped,
    stopped: () => stopped,
    deviceName: () => device_name,
    close: () => closing.abort(),
  };
}

type Envelope = { server_time: string } & (
  | { ok: true; data: unknown }
  | { ok: false; error: { code: string; message: string } }
);

function parse(text: string): Envelope | null {
  try {
    const reply = JSON.parse(text);
    return typeof reply?.ok === "boolean" ? reply : null;
  } catch {
    return null;
  }
}
