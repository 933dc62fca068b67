/** `npm run provision`: creates a park on a running deployment, or with `--first` the provider, whose people create parks. */
import { randomInt, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CommandError, exitWithError } from "../local/command-error.ts";

const usage = `Say which park to make:
  npm run provision -- --name "Siam Play Park" --owner-email malee@example.com [--owner-name "Malee Suksan"]
      [--store "Riverside" --store "Old town"] [--live] [--legal-name "…"] [--plan "…"] [--url http://127.0.0.1:48080]
or, where there is no provider yet, who that is:
  BOOTSTRAP_TOKEN=… npm run provision -- --first --name "PlayPark" --owner-email you@example.com [--url …]`;

interface Options {
  url: string;
  name: string;
  owner: { name: string; email: string };
  stores: { name: string }[];
  mode: "live" | "sandbox";
  legal_name: string | undefined;
  billing_plan: string | undefined;
  first: boolean;
}

interface Envelope<Data> {
  data: Data;
  error: { code: string; message: string; details?: unknown } | null;
}

interface ParkMade {
  tenant_id: string;
  stores: { store_id: string; name: string }[];
  owner: { employee_id: string; email: string; pin: string };
}

try {
  const options = readOptions();
  printTable(await (options.first ? makeProvider(options) : makePark(options)));
  console.log("READY");
} catch (error) {
  exitWithError(error);
}

async function makePark({ url, first, ...park }: Options): Promise<string[][]> {
  const { email, pin } = readProvider();
  const { access_token } = await post<{ access_token: string }>(url, "/employees/login", { email, pin });
  await post(url, "/auth/step-up", { pin }, access_token);
  const { tenant_id, stores, owner } = await post<ParkMade>(url, "/provider/tenants", park, access_token);
  return [
    ["tenant", tenant_id, park.name],
    ...stores.map(({ store_id, name }) => ["store", store_id, name]),
    ["owner", owner.employee_id, owner.email, `PIN ${owner.pin}`],
  ];
}

async function makeProvider({ url, name, owner }: Options): Promise<string[][]> {
  const bootstrap_token = process.env.BOOTSTRAP_TOKEN;
  if (!bootstrap_token) throw new CommandError("Set BOOTSTRAP_TOKEN to the secret of the deployment.");
  const pin = String(randomInt(1_000_000)).padStart(6, "0");
  const request = { bootstrap_token, name, owner: { ...owner, pin } };
  const { tenant_id, created } = await post<{ tenant_id: string; created: boolean }>(
    url,
    "/provider/bootstrap",
    request,
  );
  if (!created) throw new CommandError(`A provider already exists, tenant ${tenant_id}; nothing was changed.`);
  return [
    ["provider", tenant_id, name],
    ["person", owner.email, `PIN ${pin}`],
  ];
}

/** Posts to the API, and repeats once with the same key if the answer was lost, so that nothing is created twice. */
async function post<Data>(url: string, path: string, body: object, token?: string): Promise<Data> {
  const headers = {
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const send = () => fetch(`${url}/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const response = await send()
    .catch(send)
    .catch(() => {
      throw new CommandError(`No server answers at ${url}; start it, or name another with --url.`);
    });
  const { data, error } = (await response.json()) as Envelope<Data>;
  if (!error) return data;
  throw new CommandError(`${error.code}: ${error.message} ${error.details ? JSON.stringify(error.details) : ""}`);
}

/** The provider's person from the environment, else from the local data folder. */
function readProvider(): { email: string; pin: string } {
  const { PROVIDER_EMAIL, PROVIDER_PIN, PLAYPARK_DATA } = process.env;
  if (PROVIDER_EMAIL && PROVIDER_PIN) return { email: PROVIDER_EMAIL, pin: PROVIDER_PIN };
  const file = join(resolve(PLAYPARK_DATA || ".playpark"), "demo.json");
  const { provider } = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  if (!provider)
    throw new CommandError("Set PROVIDER_EMAIL and PROVIDER_PIN to those of one of the provider's people.");
  return { email: provider.email, pin: provider.pin };
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: "string", default: "http://127.0.0.1:48080" },
        name: { type: "string" },
        "owner-email": { type: "string" },
        "owner-name": { type: "string" },
        store: { type: "string", multiple: true },
        live: { type: "boolean", default: false },
        "legal-name": { type: "string" },
        plan: { type: "string" },
        first: { type: "boolean", default: false },
      },
    });
    const { url, name, "owner-email": email, live, first } = values;
    if (!name || !email) throw new Error("Give a name and the owner's e-mail address.");
    return {
      url: url.replace(/\/+$/, ""),
      name,
      owner: { name: values["owner-name"] ?? email, email },
      stores: (values.store ?? [name]).map((store) => ({ name: store })),
      mode: live ? "live" : "sandbox",
      legal_name: values["legal-name"],
      billing_plan: values.plan,
      first,
    };
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\n${usage}`);
  }
}

function printTable(rows: string[][]): void {
  for (const row of rows) console.log(`  ${row.join("  ")}`);
}
