/** The Worker's bindings and settings; settings are parsed and checked once per isolate. */

/** Each durable object adds its own binding, in its file. */
export interface Env {
  DB: D1Database;
  BUCKET: R2Bucket;
  OUTBOX: Queue<{ tenant_id: string; swept?: boolean }>;
  /** Names an endpoint that has due deliveries. */
  WEBHOOKS: Queue<{ tenant_id: string; webhook_id: string }>;
  ASSETS: Fetcher;
  ENVIRONMENT: string;
  /** JSON object of key id → base64 of at least 32 bytes. The last entry signs; all verify. */
  AUTH_KEYS: string;
  /** JSON object of master id → base64 of at least 32 bytes. Ticket codes are signed with keys derived from it. */
  TICKET_KEYS: string;
  /** Base64 of at least 32 bytes, mixed into every PIN before hashing. Short codes and their hashes are derived from it. */
  PIN_PEPPER: string;
  /** JSON object of master id → base64 of at least 32 bytes. The last one seals; all of them open. */
  SECRET_KEYS: string;
  /** Seconds without a sign of life after which a device is offline; 120 unless a test shortens them. */
  OFFLINE_AFTER_S?: string;
  /** `1` during maintenance of the whole system: every request but the provider's is 503. */
  MAINTENANCE?: string;
  /** A resolver by DNS over HTTPS, which is asked where an endpoint's name leads; without it only the name is checked. */
  RESOLVER_URL?: string;
  /** Set only while the first provider is created; without it nobody can create one from outside. */
  BOOTSTRAP_TOKEN?: string;
  /** `open` or `closed`: whether anybody may sign up a park. Closed in production unless set. */
  ONBOARDING?: string;
  /** Where mail is sent, with which key and from which address; see src/platform/mail/mail.ts. */
  MAIL_ENDPOINT?: string;
  MAIL_KEY?: string;
  MAIL_FROM?: string;
  /** The local server's mailbox, which shows each mail in the terminal. */
  MAILBOX?: { fetch(request: Request): Promise<Response> };
  /** A bearer token that reads `/metrics`, at least 32 characters; without it only the provider reads them. */
  METRICS_TOKEN?: string;
}

export interface Settings {
  environment: "production" | "development" | "test";
  auth_keys: ReadonlyMap<string, Uint8Array>;
  signing_kid: string;
  /** By id, oldest first: the first is the master of every tenant's first key, the last is the master of new keys. */
  ticket_masters: ReadonlyMap<string, Uint8Array>;
  pin_pepper: Uint8Array;
  /** By id, oldest first: the last seals. */
  secret_masters: ReadonlyMap<string, Uint8Array>;
  maintenance: boolean;
  offline_after_ms: number;
  /** Null: nobody but the provider reads the metrics. */
  metrics_token: string | null;
}

let parsed: { env: Env; settings: Settings } | undefined;

/** Parses the settings of this isolate. Throws an error that names a missing or unusable setting. */
export function settingsOf(env: Env): Settings {
  if (parsed?.env === env) return parsed.settings;
  const auth_keys = parseKeys("AUTH_KEYS", env.AUTH_KEYS);
  const environment = env.ENVIRONMENT;
  if (environment !== "production" && environment !== "development" && environment !== "test")
    throw new Error("ENVIRONMENT must be production, development or test");
  const settings: Settings = {
    environment,
    auth_keys,
    signing_kid: [...auth_keys.keys()].at(-1) ?? "",
    ticket_masters: parseKeys("TICKET_KEYS", env.TICKET_KEYS),
    pin_pepper: parseKey("PIN_PEPPER", env.PIN_PEPPER),
    secret_masters: parseKeys("SECRET_KEYS", env.SECRET_KEYS),
    maintenance: env.MAINTENANCE === "1",
    offline_after_ms: Number(env.OFFLINE_AFTER_S ?? 120) * 1_000,
    metrics_token: parseToken("METRICS_TOKEN", env.METRICS_TOKEN),
  };
  parsed = { env, settings };
  return settings;
}

function parseKeys(name: string, text: string | undefined): Map<string, Uint8Array> {
  let entries: [string, unknown][];
  try {
    entries = Object.entries(JSON.parse(text ?? ""));
  } catch {
    throw new Error(
      `${name} must be a JSON object of key id to base64 secret; set it with wrangler secret put ${name}`,
    );
  }
  if (entries.length === 0) throw new Error(`${name} must hold at least one key`);
  return new Map(entries.map(([id, secret]) => [id, parseKey(`${name}.${id}`, secret)]));
}

function parseKey(name: string, text: unknown): Uint8Array {
  const bytes = typeof text === "string" ? Uint8Array.from(atob(text), (char) => char.charCodeAt(0)) : undefined;
  if (!bytes || bytes.length < 32) throw new Error(`${name} must be base64 of at least 32 random bytes`);
  return bytes;
}

function parseToken(name: string, text: string | undefined): string | null {
  if (!text) return null;
  if (!/^[\w.~+/=-]{32,}$/.test(text)) throw new Error(`${name} must be at least 32 letters, digits or any of ._~+/=-`);
  return text;
}
