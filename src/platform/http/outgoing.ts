/** Calls to other people's servers: a call ends within its time, follows no redirect, and reads only the start of an answer. */

/** How long an answer may take, body included. */
export const TIMEOUT_MS = 15_000;
/** The most bytes of an answer that are kept. */
export const EXCERPT_BYTES = 1_024;

export interface OutgoingAnswer {
  /** Null: no answer came. */
  status: number | null;
  retry_after: string | null;
  /** The start of the body; null for none. */
  excerpt: string | null;
  /** Why there is no whole answer: `timeout` or `unreachable`. */
  error: "timeout" | "unreachable" | null;
  /** Epoch ms. */
  started_at: number;
  ended_at: number;
  latency_ms: number;
}

/** Posts JSON to a URL that the caller checked. `headersAt` gets the time of the call. Never throws. */
export async function postOut(
  url: string,
  body: string,
  headersAt: (now: number) => Record<string, string>,
): Promise<OutgoingAnswer> {
  const started_at = Date.now();
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  let status: number | null = null;
  let retry_after: string | null = null;
  let excerpt: string | null = null;
  let error: OutgoingAnswer["error"] = null;
  try {
    const response = await inTime(
      fetch(url, {
        method: "POST",
        redirect: "manual",
        headers: { "content-type": "application/json", "user-agent": "PlayPark-Webhooks/1", ...headersAt(started_at) },
        body,
        signal: abort.signal,
      }),
      abort.signal,
    );
    retry_after = response.headers.get("retry-after");
    excerpt = await inTime(readStart(response), abort.signal);
    status = response.status;
  } catch {
    error = abort.signal.aborted ? "timeout" : "unreachable";
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
  const ended_at = Date.now();
  return { status, retry_after, excerpt, error, started_at, ended_at, latency_ms: ended_at - started_at };
}

/** A random share, from 0 to 1, for waits that should differ. */
export function randomShare(): number {
  return Math.random();
}

/** Rejects as soon as the signal aborts, whether or not the work notices. */
function inTime<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("the answer is late")), { once: true });
  });
  late.catch(() => undefined);
  return Promise.race([work, late]);
}

/** The first bytes of a body as text; the rest is not read. */
async function readStart(response: Response): Promise<string | null> {
  if (!response.body) return null;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let room = EXCERPT_BYTES;
  while (room > 0) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value.subarray(0, room), { stream: true });
    room -= value.byteLength;
  }
  reader.cancel().catch(() => undefined);
  // Control characters, which some readers of the text do not bear.
  return text === "" ? null : text.replaceAll(/\p{Cc}/gu, " ");
}
