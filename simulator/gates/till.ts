/** An offline day of a till whose clock is set between acts: all acts are handed in, some twice, and each must be recorded once. */
import { ulid } from "ulid";
import { readDatabase } from "../books.ts";
import type { Violation } from "../check.ts";
import { dataOf, loginDevice } from "../client.ts";
import type { Random } from "../random.ts";
import type { Park } from "./park.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const JUMPS = 0.2;
/** The acts of the day, a minute apart. */
const ACTS = [
  ...["clock_in", "shift_open", "sale", "sale", "sale", "movement", "sale", "break_start", "break_end", "sale"],
  ...["sale", "sale", "sale", "sale", "shift_close", "clock_out"],
] as const;
const HANDED_IN_FIRST = 6;

interface Op {
  op_id: string;
  type: string;
  ts: string;
  at?: string;
  payload: Record<string, unknown>;
}

interface Answer {
  op_id: string;
  status: string;
  code?: string;
}

/** A random clock setting, as ms ahead: back, forward, to its beginning, or correct. */
export function setClock(random: Random): number {
  const hours = random.integer(1, 30) * HOUR_MS;
  return random.pick([-hours, hours, MINUTE_MS - Date.now(), 0]) ?? 0;
}

/** Runs the day, and returns what was lost or doubled. */
export async function liveTillDay(park: Park, data_dir: string, random: Random): Promise<Violation[]> {
  const { till } = park.devices;
  if (!till) throw new Error("The park has no second till.");
  const token = await loginDevice(park.client, till);
  const ops = recordDay(park, random);
  const [first, rest] = [ops.slice(0, HANDED_IN_FIRST), ops.slice(HANDED_IN_FIRST)];
  const answers: Answer[] = [];
  for (const batch of [first, rest, rest, ops]) {
    const sent_at = new Date(Date.now() + setClock(random)).toISOString();
    const sent = park.client.post<{ results: Answer[] }>("/sync/batch", { sent_at, ops: batch }, { token });
    answers.push(...(await dataOf("the till's batch", sent)).results);
  }
  const unanswered = ops.flatMap(({ op_id, type, payload }) => {
    const statuses = answers.filter((answer) => answer.op_id === op_id).map(({ status, code }) => code ?? status);
    const expected = ["applied", ...statuses.slice(1).map(() => "duplicate")];
    const act = `${type} ${payload.action ?? ""} ${op_id} of the till`;
    return statuses.join() === expected.join() ? [] : [`${act} was answered ${statuses.join()}`];
  });
  const found = readDay(data_dir, park.tenant_id, till.device_id);
  const sold = ACTS.filter((act) => act === "sale").length;
  const expected = `${sold} sales, 1 shifts closed, ${sold + 1} entries, 1 cards ended after 1 breaks`;
  return found === expected ? unanswered : [...unanswered, `the till's day came to ${found}; it was ${expected}`];
}

function recordDay(park: Park, random: Random): Op[] {
  const shift_id = ulid();
  const { employee_id } = park.employees.cashier ?? {};
  const package_id = park.packages.single;
  const price = park.prices.get(package_id ?? "") ?? 0;
  const corrects = random.chance(0.5);
  let skew_ms = setClock(random);
  return ACTS.map((act, index) => {
    const at = Date.now() - (ACTS.length - index) * MINUTE_MS;
    if (random.chance(JUMPS)) skew_ms = setClock(random);
    const payloads: Partial<Record<string, Record<string, unknown>>> = {
      shift_open: { shift_id, cash_open: 0 },
      sale: {
        receipt_no: `paper ${index}`,
        shift_id,
        items: [{ package_id, qty: 1 }],
        payments: [{ method: "cash", amount: price }],
        totals: { grand_total: price },
      },
      movement: { kind: "paid_in", amount: 5_000, reason: "coins", shift_id },
      shift_close: { shift_id, cash_counted: 5_000 },
    };
    const payload = payloads[act];
    return {
      // The ids use the till's clock as well.
      op_id: ulid(Math.max(0, at + skew_ms)),
      type: payload ? act : "timecard",
      ts: new Date(at + skew_ms).toISOString(),
      ...(corrects && { at: new Date(at).toISOString() }),
      payload: payload ?? { employee_id, action: act },
    };
  });
}

/** The till's day according to the tables. */
function readDay(data_dir: string, tenant_id: string, device_id: string): string {
  return readDatabase(data_dir, (all) => {
    const count = (table: string, where: string) =>
      all<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table} WHERE tenant_id = ? AND ${where}`, tenant_id)[0]
        ?.count;
    const shifts = `SELECT shift_id FROM shifts WHERE device_id = '${device_id}'`;
    const sales = count("sales", `device_id = '${device_id}'`);
    const closed = count("shifts", `device_id = '${device_id}' AND closed_at IS NOT NULL`);
    const [entries, late] = ["drawer_entries", "late_entries"].map(
      (table) => count(table, `shift_id IN (${shifts})`) ?? 0,
    );
    const cards = count("timecards", "clock_out_at IS NOT NULL AND json_array_length(breaks) = 1");
    return `${sales} sales, ${closed} shifts closed, ${(entries ?? 0) + (late ?? 0)} entries, ${cards} cards ended after 1 breaks`;
  });
}
