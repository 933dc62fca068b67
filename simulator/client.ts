/** The client of simulated tills and gates: after a cut connection the outcome of a request is unknown. */
import { Agent, type IncomingHttpHeaders, request } from "node:http";

interface Refusal {
  code: string;
  message: string;
}

export interface Answer<Data> {
  status: number;
  headers: IncomingHttpHeaders;
  data: Data;
  error: Refusal | null;
  page: { next_cursor: string | null; has_more: boolean } | null;
  server_time: string;
}

interface Sending {
  token?: string;
  key?: string;
}

export interface Client {
  get<Data>(path: string, sending?: Sending): Promise<Answer<Data>>;
  post<Data>(path: string, body?: unknown, sending?: Sending): Promise<Answer<Data>>;
  put<Data>(path: string, body: unknown, sending?: Sending): Promise<Answer<Data>>;
  patch<Data>(path: string, body: unknown, sending?: Sending): Promise<Answer<Data>>;
  delete<Data>(path: string, sending?: Sending): Promise<Answer<Data>>;
  close(): void;
}

/** The answer was incomplete or missing: the server may or may not have done the request. */
export class CutError extends Error {
  /** The connection was idle before, so the server may have closed it at that moment. */
  readonly was_idle: boolean;
  constructor(message: string, was_idle: boolean) {
    super(message);
    this.was_idle = was_idle;
  }
}

/** The server refused, so the caller cannot continue. */
export class RefusedError extends Error {}

const patience_ms = 30_000;
/** Shorter than the server's idle time, so that requests rarely meet a closing connection. */
const idle_limit_ms = 1_000;

export function openClient(base_url: string, max_sockets = 200): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: max_sockets, timeout: idle_limit_ms });
  return {
    get: (path, sending) => send(agent, "GET", `${base_url}/v1${path}`, undefined, sending),
    post: (path, body = {}, sending) => send(agent, "POST", `${base_url}/v1${path}`, JSON.stringify(body), sending),
    put: (path, body, sending) => send(agent, "PUT", `${base_url}/v1${path}`, JSON.stringify(body), sending),
    patch: (path, body, sending) => send(agent, "PATCH", `${base_url}/v1${path}`, JSON.stringify(body), sending),
    delete: (path, sending) => send(agent, "DELETE", `${base_url}/v1${path}`, undefined, sending),
    close: () => agent.destroy(),
  };
}

function send<Data>(
  agent: Agent,
  method: string,
  url: string,
  body: string | undefined,
  { token, key }: Sending = {},
): Promise<Answer<Data>> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer<Data>>();
  const cut = (error: NodeJS.ErrnoException) => {
    const was_idle = outgoing.reusedSocket && error.code === "ECONNRESET";
    reject(new CutError(`${method} ${url}: ${error.message}`, was_idle));
  };
  const headers = {
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(token && { authorization: `Bearer ${token}` }),
    ...(key && { "idempotency-key": key }),
  };
  const outgoing = request(url, { agent, method, headers, timeout: patience_ms }, (incoming) => {
    let text = "";
    incoming.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    incoming.on("error", cut).on("end", () => {
      try {
        resolve({ ...JSON.parse(text), status: incoming.statusCode ?? 0, headers: incoming.headers });
      } catch {
        cut(new Error("the answer is not whole"));
      }
    });
  });
  outgoing.on("error", cut).on("timeout", () => outgoing.destroy(new Error("no answer in time")));
  outgoing.end(body);
  return promise;
}

/** The data of a successful answer. Error: RefusedError with the server's error. */
export async function dataOf<Data>(what: string, answer: Promise<Answer<Data>>): Promise<Data> {
  const { status, data, error } = await answer;
  if (status >= 300)
    throw new RefusedError(`${what} was refused: ${status} ${error?.code ?? ""} ${error?.message ?? ""}`);
  return data;
}

/** All pages of a list. `path` has the filters, without limit and cursor. */
export async function readAll<Row>(client: Client, path: string, token: string): Promise<Row[]> {
  const rows: Row[] = [];
  const url = `${path}${path.includes("?") ? "&" : "?"}limit=200`;
  for (let cursor = ""; ; ) {
    const answer = await client.get<Row[]>(`${url}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { token });
    if (answer.status !== 200) throw new RefusedError(`GET ${url} was refused: ${answer.status} ${answer.error?.code}`);
    rows.push(...answer.data);
    cursor = answer.page?.next_cursor ?? "";
    if (!cursor) return rows;
  }
}

/** An access token of a device. */
export async function loginDevice(
  client: Client,
  device: { device_id: string; device_token: string },
): Promise<string> {
  const { device_id, device_token } = device;
  const login = client.post<{ access_token: string }>("/auth/device/login", { device_id, device_token });
  return (await dataOf(`the login of device ${device_id}`, login)).access_token;
}

/** An access token of a person; `token` is the device's, or none for the console. */
export async function loginEmployee(
  client: Client,
  person: { email: string; pin: string },
  at: { token?: string; store_id?: string },
): Promise<string> {
  const { email, pin } = person;
  const { token, store_id } = at;
  const login = client.post<{ access_token: string }>("/employees/login", { email, pin, store_id }, { token });
  return (await dataOf(`the login of ${email}`, login)).access_token;
}
