/** The park that a browser looks at: a server of its own with the demo park, and a day that is made over the API. */
import { TOTP } from "otpauth";
import { ulid } from "ulid";
import { type Client, dataOf, loginDevice, loginEmployee, openClient } from "../simulator/client.ts";
import { freePort, makeDataFolder, type Park, type Server, startServer } from "../simulator/server.ts";
import { isStrongPin } from "../src/modules/access/employees/domain/pins.ts";

export interface Person {
  email: string;
  pin: string;
  /** The next code of the second factor; absent for a person without one. */
  nextCode?: () => string;
}

export interface Sold {
  sale_id: string;
  receipt_no: string;
  grand_total: number;
  tickets: { ticket_id: string; qr_token: string; short_code: string }[];
}

export interface Stage {
  url: string;
  park: Park;
  client: Client;
  owner: Person;
  /** Managers of the first store: a person has 1,000 calls an hour, which are too few for all pictures. */
  managers: readonly Person[];
  /** The person of the till. */
  cashier: Person;
  /** A person of the provider, who looks after all parks. */
  provider: Person;
  /** A person who decides approvals, without a second factor. */
  supervisor: Person;
  /** Sells day tickets at the till; for cash unless a method is named. */
  sell(qty: number, method?: string): Promise<Sold>;
  /** A sale of an outage far below its price: it waits for its release. */
  sellHeld(): Promise<{ sale_id: string; receipt_no: string }>;
  /** Refunds a whole sale at the till. */
  refund(sale: Sold): Promise<void>;
  /** A manager of the first store, another one each time. */
  next(): Person;
  /** The refunds of a sale, the movements of a shift, and the number of requests that wait for a sale. */
  refundsOf(sale: Sold): Promise<{ status: string }[]>;
  movementsOf(shift_id: string): Promise<{ reason: string | null }[]>;
  waiting(sale: Sold): Promise<number>;
  /** Counts the till's drawer, and closes its shift. */
  closeShift(): Promise<void>;
  /** The store's business date. */
  today(): Promise<string>;
  /** Shows a code at the main gate. */
  scan(qr_token: string): Promise<{ result: string }>;
  /** A sale whose tickets nobody scanned. */
  fresh: Sold;
  /** The cashier asks for an approval of a void. */
  ask(sale: Sold): Promise<string>;
  /** The status of a request, as its asker sees it. */
  statusOf(approval_id: string): Promise<string>;
  /** Kills the server, and starts it again on the same port and data. */
  lose(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

const STEP_S = 30;

/** Codes of a second factor: each is of a later step than the one before, because a code counts once. */
function codesOf(secret: string): () => string {
  const totp = new TOTP({ secret, period: STEP_S });
  let last = 0;
  return () => {
    const now = Math.floor(Date.now() / 1000 / STEP_S) - 1;
    last = Math.max(last + 1, now);
    return totp.generate({ timestamp: last * STEP_S * 1000 });
  };
}

/** The first strong PIN from a number on. */
function strongPin(from: number): string {
  for (let number = from; ; number += 1) if (isStrongPin(String(number))) return String(number);
}

/** Managers for flows that need a person of their own. */
const SPARE = 8;
const PRICE = 35_000;
const MISSING_CASH = 2_000;

/** `managers`: the number of people to hire at once, and `role` theirs; `days`: the days of business before today. */
export async function setStage({ managers: count = SPARE, role = "manager", days = 0 } = {}): Promise<Stage> {
  const folder = makeDataFolder();
  const port = await freePort();
  let server: (Server & { park: Park }) | undefined = await startServer(folder.path, port, days);
  const { park } = server;
  const url = park.base_url;
  const client = openClient(url);
  const { pos, gate } = park.devices;
  const people = park.employees;
  if (!pos || !gate || !people.owner || !people.cashier || !people.supervisor || !park.provider)
    throw new Error("The demo park is not whole.");
  const cashier = people.cashier;
  const tokens = {
    till: await loginEmployee(client, cashier, { token: await loginDevice(client, pos) }),
    gate: await loginDevice(client, gate),
  };

  const sell = async (qty: number, method = "cash"): Promise<Sold> => {
    const amount = qty * PRICE;
    const body = {
      items: [{ package_id: park.packages.single, qty }],
      payments: [{ method, amount }],
      expected_total: amount,
    };
    return dataOf("the sale", client.post<Sold>("/sales", body, { token: tokens.till, key: ulid() }));
  };
  const scan = (qr_token: string) => {
    const body = { qr_token, scan_id: ulid() };
    return dataOf("the scan", client.post<{ result: string }>("/tickets/redeem", body, { token: tokens.gate }));
  };
  const ask = async (sale: Sold): Promise<string> => {
    const body = {
      action: "void",
      subject_id: sale.sale_id,
      amount: sale.grand_total,
      reason_code: "guest_request",
      note: "It rains",
    };
    const asked = await dataOf(
      "the request",
      client.post<{ approval_id: string }>("/approvals", body, { token: tokens.till, key: ulid() }),
    );
    return asked.approval_id;
  };

  const sellHeld = async () => {
    const now = new Date().toISOString();
    const payload = {
      ...{ sale_id: ulid(), receipt_no: `paper ${ulid().slice(-4)}` },
      ...{ items: [{ package_id: park.packages.single, qty: 1 }], payments: [{ method: "cash", amount: 100 }] },
      totals: { grand_total: 100 },
    };
    const body = { sent_at: now, ops: [{ op_id: ulid(), type: "sale", ts: now, payload }] };
    await dataOf("the sale of an outage", client.post("/sync/batch", body, { token: tokens.till }));
    const { sale_id } = payload;
    return dataOf(
      "the held sale",
      client.get<{ sale_id: string; receipt_no: string }>(`/sales/${sale_id}`, { token: tokens.till }),
    );
  };
  const refund = async ({ sale_id, grand_total }: Sold) => {
    const { email: approver_email, pin } = people.supervisor as Person;
    const act = { action: "refund", subject_id: sale_id, amount: grand_total, approver_email, pin };
    const { approval_token } = await dataOf(
      "the grant",
      client.post<{ approval_token: string }>("/approvals/verify-pin", act, { token: tokens.till, key: ulid() }),
    );
    const body = { sale_id, reason_code: "guest_request", approval_token };
    await dataOf("the refund", client.post("/refunds", body, { token: tokens.till, key: ulid() }));
  };
  const read = <Data>(path: string, token = tokens.till) => dataOf(path, client.get<Data>(path, { token }));
  const refundsOf = ({ sale_id }: Sold) => read<{ status: string }[]>(`/refunds?sale_id=${sale_id}`);
  const movementsOf = (shift_id: string) => read<{ reason: string | null }[]>(`/shifts/${shift_id}/movements`);
  const waiting = async ({ sale_id }: Sold) => {
    const token = await loginEmployee(client, people.supervisor as Person, {});
    const pending = await read<{ subject_id: string }[]>("/approvals/pending", token);
    return pending.filter(({ subject_id }) => subject_id === sale_id).length;
  };
  const closeShift = async () => {
    const shown = client.post("/shifts/close", { cash_counted: 100_000 }, { token: tokens.till });
    await dataOf("closing", shown);
  };
  const today = async () =>
    (await dataOf("the shifts", client.get<{ business_date: string }[]>("/shifts", { token: tokens.till })))[0]
      ?.business_date ?? "";

  const statusOf = async (approval_id: string): Promise<string> =>
    (await dataOf("the request", client.get<{ status: string }>(`/approvals/${approval_id}`, { token: tokens.till })))
      .status;

  let hired = 0;
  const hire = async (): Promise<Person> => {
    hired += 1;
    const email = `manager${hired}@siam.playpark.test`;
    const pin = strongPin(583_021 + hired * 7_919);
    const body = {
      name: `Manager ${hired}`,
      email,
      pin,
      memberships: [{ store_id: park.store_id, roles: [role] }],
    };
    await dataOf("hiring", client.post("/employees", body, { token: office, key: ulid() }));
    return { email, pin };
  };

  const owner: Person = { email: people.owner.email, pin: people.owner.pin };
  const office = await loginEmployee(client, owner, {});
  await dataOf("the step-up", client.post("/auth/step-up", { pin: owner.pin }, { token: office }));
  const managers = await Promise.all(Array.from({ length: count }, hire));
  const spare = [...managers];
  const next = () => {
    const person = spare.pop();
    if (!person) throw new Error("The stage has no manager left.");
    return person;
  };
  const fresh = await makeDay();
  owner.nextCode = await enrol();

  async function makeDay(): Promise<Sold> {
    const by_till = { token: tokens.till };
    await dataOf("opening", client.post("/shifts/open", { cash_open: 100_000 }, by_till));
    const first = await sell(3);
    for (const { qr_token } of first.tickets) await scan(qr_token);
    await scan(first.tickets[0]?.qr_token ?? "");
    await scan("PP1.not-a-code");
    const movement = { kind: "drop", amount: 50_000, reason: "to the safe" };
    await dataOf("a drop", client.post("/cash_drawers/movements", movement, { ...by_till, key: ulid() }));
    const expected = 100_000 + 3 * PRICE - 50_000;
    await dataOf(
      "closing",
      client.post("/shifts/close", { cash_counted: expected - MISSING_CASH, note: "20 baht are missing" }, by_till),
    );
    await dataOf("opening again", client.post("/shifts/open", { cash_open: 100_000 }, by_till));
    const second = await sell(2);
    await scan(second.tickets[0]?.qr_token ?? "");
    return sell(2);
  }

  /** The owner's second factor. */
  async function enrol(): Promise<() => string> {
    const token = await loginEmployee(client, owner, {});
    const { secret } = await dataOf(
      "the second factor",
      client.post<{ secret: string }>("/employees/me/totp", { pin: owner.pin }, { token, key: ulid() }),
    );
    const next = codesOf(secret);
    await dataOf(
      "its first code",
      client.post("/employees/me/totp/verify", { totp_code: next() }, { token, key: ulid() }),
    );
    return next;
  }

  return {
    ...{
      url,
      park,
      managers,
      client,
      owner,
      cashier,
      provider: park.provider,
      supervisor: people.supervisor,
      sell,
      scan,
      fresh,
      ask,
      statusOf,
    },
    ...{ sellHeld, refund, refundsOf, movementsOf, waiting, next, closeShift, today },
    lose: async () => {
      await server?.kill();
      server = undefined;
    },
    comeBack: async () => {
      server = await startServer(folder.path, port);
    },
    stop: async () => {
      client.close();
      await server?.stop();
      folder.remove();
    },
  };
}
