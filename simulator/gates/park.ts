/** A simulated park: its people sell and change tickets, its tables are read, and the simulation causes faults in it. */
import { ulid } from "ulid";
import type { Park as BuiltPark } from "../../local/park.ts";
import type { LogLine } from "../../src/modules/admission/tickets/domain/log.ts";
import { readDatabase } from "../books.ts";
import { type Client, CutError, dataOf, loginDevice, loginEmployee, openClient } from "../client.ts";
import type { Logs, Rows } from "./check.ts";
import type { GateHistory, RequestedChange } from "./history.ts";
import type { Change, Kind } from "./plan.ts";

export interface Ticket {
  ticket_id: string;
  qr_token: string;
}

interface GateDevice {
  device_id: string;
  device_token: string;
  /** An access token for requests that the gate's client does not make. */
  token: string;
}

interface Staff {
  cashier: string;
  manager: string;
}

export interface Park extends Omit<BuiltPark, "packages"> {
  packages: Record<Kind, string>;
  base_url: string;
  client: Client;
  gates: GateDevice[];
  staff: Staff;
  prices: Map<string, number>;
  /** Ticket ids by printed code, for every sold or replacing ticket. */
  ticket_of: Map<string, string>;
}

/** Sends an order of the simulation to the server; the product has no such orders. */
export async function order<Data>(base_url: string, name: string, body: unknown): Promise<Data> {
  const response = await fetch(`${base_url}/simulator/${name}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`The order ${name} was not carried out: ${await response.text()}`);
  return response.json() as Promise<Data>;
}

export async function openPark(base_url: string, name: string): Promise<Park> {
  const built = await order<BuiltPark>(base_url, "parks", { name });
  const client = openClient(base_url);
  const { pos, gate, gate2, gate3, gate4 } = built.devices;
  const { cashier, manager } = built.employees;
  if (!pos || !gate || !gate2 || !gate3 || !gate4 || !cashier || !manager) throw new Error("The park is not whole.");
  const till = await loginDevice(client, pos);
  const staff = {
    cashier: await loginEmployee(client, cashier, { token: till }),
    manager: await loginEmployee(client, manager, { store_id: built.store_id }),
  };
  const season = await dataOf(
    "the season pass",
    client.post<{ package_id: string }>("/catalog/packages", seasonPass(built.store_id), { token: staff.manager }),
  );
  await dataOf("opening the shift", client.post("/shifts/open", { cash_open: 0 }, { token: staff.cashier }));
  const listed = client.get<{ package_id: string; price: number }[]>("/catalog/packages", { token: staff.cashier });
  const prices = new Map((await dataOf("the catalog", listed)).map(({ package_id, price }) => [package_id, price]));
  const devices = [gate, gate2, gate3, gate4];
  const gates = await Promise.all(
    devices.map(async (device) => ({ ...device, token: await loginDevice(client, device) })),
  );
  const packages = { ...built.packages, season: season.package_id };
  return { ...built, packages, base_url, client, gates, staff, prices, ticket_of: new Map() };
}

/** A season pass: two uses per date, on one date, from a quarter of an hour before its window begins. */
function seasonPass(store_id: string) {
  const named = { store_id, name: "Season pass", type: "multi", price: 50_000, quota_or_minutes: 6 };
  const valid_from = new Date(Date.now() + 10 * 60_000).toISOString();
  return { ...named, valid_from, tolerance_before_min: 15, uses_per_day: 2, max_days: 1 };
}

/** Sells tickets in the order of the kinds; the parts of a bundle take its place. Null if the server is unavailable. */
export async function sell(park: Park, kinds: readonly Kind[]): Promise<Ticket[] | null> {
  const items = kinds.map((kind) => ({ package_id: park.packages[kind], qty: 1 }));
  const total = items.reduce((sum, { package_id }) => sum + (park.prices.get(package_id) ?? 0), 0);
  const body = { items, payments: [{ method: "qr", amount: total }], expected_total: total };
  const sold = await trying(park, "/sales", body, park.staff.cashier, ulid());
  const tickets = (sold as { tickets: Ticket[] } | null)?.tickets ?? null;
  for (const { qr_token, ticket_id } of tickets ?? []) park.ticket_of.set(qr_token, ticket_id);
  return tickets;
}

/** Changes a ticket and records the result. Returns the replacing ticket, if one was issued. */
export async function change(
  park: Park,
  history: GateHistory,
  { ticket_id }: Ticket,
  kind: Change,
): Promise<Ticket | null> {
  const body = kind === "reissue" ? await approved(park, ticket_id) : { reason: "simulated" };
  const asked_at = Date.now();
  const made = body && (await trying(park, `/tickets/${ticket_id}/${kind}`, body, park.staff.manager, ulid()));
  history.changes.push({ ticket_id, kind, scan_id: null, asked_at, answered_at: made ? Date.now() : null });
  if (!made || kind !== "reissue") return null;
  const { ticket: issued } = made as { ticket: Ticket };
  park.ticket_of.set(issued.qr_token, issued.ticket_id);
  return issued;
}

/** The reason and the supervisor's grant for a new code. Null if the server is unavailable. */
async function approved(park: Park, subject_id: string) {
  const { email: approver_email, pin } = park.employees.supervisor ?? {};
  const asked = { approver_email, pin, action: "reprint", subject_id };
  const grant = await trying(park, "/approvals/verify-pin", asked, park.staff.manager);
  if (!grant) return null;
  return { reason_code: "printer_jam", approval_token: (grant as { approval_token: string }).approval_token };
}

/** Annuls a pass for a gate, and records that. */
export async function annul(
  park: Park,
  history: GateHistory,
  token: string,
  pass: Pick<RequestedChange, "ticket_id"> & { scan_id: string },
): Promise<void> {
  const asked_at = Date.now();
  const key = ulid();
  const ask = () => trying(park, "/tickets/annul", { scan_id: pass.scan_id }, token, key);
  const [made, again] = await Promise.all([ask(), ask()]);
  history.changes.push({ ...pass, kind: "annul", asked_at, answered_at: made || again ? Date.now() : null });
}

/** The answer's data; null for no answer or a refusal. */
async function trying(park: Park, path: string, body: unknown, token: string, key?: string): Promise<unknown> {
  try {
    const { status, data } = await park.client.post<unknown>(path, body, { token, key });
    return status < 300 ? data : null;
  } catch (error) {
    if (error instanceof CutError) return null;
    throw error;
  }
}

export async function readLogs({ base_url, tenant_id, ticket_of }: Park): Promise<Logs> {
  const ticket_ids = [...ticket_of.values()];
  return new Map(Object.entries(await order<Record<string, LogLine[]>>(base_url, "logs", { tenant_id, ticket_ids })));
}

export function readRows(data_dir: string, { tenant_id }: Park): Rows {
  return readDatabase(data_dir, (all) => {
    const of = <Row>(columns: string, table: string) =>
      all<Row>(`SELECT ${columns} FROM ${table} WHERE tenant_id = ?`, tenant_id);
    const tickets = of<{ presence: string | null } & Omit<Rows["tickets"][number], "presence">>(
      "ticket_id, status, used, presence",
      "tickets",
    );
    return {
      tickets: tickets.map((row) => ({ ...row, presence: JSON.parse(row.presence ?? "[]") })),
      redemptions: of(
        "redemption_id, scan_id, ticket_id, result, reason, remaining, admitted_offline, annulled_at",
        "redemptions",
      ),
      ticket_changes: of("ticket_id, sequence, kind", "ticket_changes"),
      conflicts: of("conflict_id, ticket_id", "conflicts"),
      zone_days: of("zone_id, business_date, inside, entries", "zone_days"),
      audits: of("sequence, event AS type, subject_id, changes ->> 'scan_id' AS scan_id", "audits"),
      outbox: of(
        "sequence, type, subject_id, COALESCE(data ->> 'scan_id', data ->> 'conflict_id') AS scan_id",
        "outbox",
      ),
    };
  });
}
