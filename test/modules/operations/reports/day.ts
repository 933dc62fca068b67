/** A random day of a park over the API: sales of every kind, corrections, outages, scans and drawers, over several hours. */

import { env } from "cloudflare:workers";
import { seedContext } from "../../../../local/park.ts";
import type { Random } from "../../../../simulator/random.ts";
import { consumers } from "../../../../src/modules/operations/reports/jobs.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import { drainOutbox } from "../../../../src/platform/queue/outbox.ts";
import { handIn, makePackage, offlineScan, reissue } from "../../../support/gate.ts";
import { type Client, countRows, newPark, type Reply, type TestPark, until } from "../../../support/park.ts";
import { grantFor, refund } from "../../../support/refunds.ts";
import { saleOp } from "../../../support/sales-of-outage.ts";

const key = () => newId(Date.now());

interface Sold {
  sale_id: string;
  tickets: { ticket_id: string; qr_token: string }[];
}

export interface Day {
  park: TestPark;
  owner: Client;
  packages: string[];
  bundles: string[];
  /** What was done, by word, to see that the day was no idle one. */
  done: Record<string, number>;
}

function must(reply: Reply, ...statuses: number[]): Reply {
  if (![200, 201, ...statuses].includes(reply.status)) throw new Error(reply.text);
  return reply;
}

/** Plays a day of some acts, and lets the roll-ups count all of it. */
export async function playDay(random: Random, acts: number): Promise<Day> {
  const park = await newPark();
  const owner = await park.office("owner");
  for (const [name, value] of [
    ["pricing.cash_rounding", 100],
    ["refunds.surcharges", "proportional"],
  ])
    must(await owner.call("PUT", `/settings/keys/${name}`, { value }));
  const later = { method: "later", kind: "account", label_en: "Account", label_th: "เชื่อ" };
  must(await owner.post("/payment-types", later, key()));
  must(await owner.call("PUT", "/payment-types/card", { label_en: "Card", label_th: "บัตร", surcharge_bps: 300 }));

  const odd = await makePackage(park, { name: "Odd", price: 3_350 });
  const party = await makePackage(park, { name: "Party", type: "party", quota_or_minutes: 6, price: 99_999 });
  const locker = await makePackage(park, { name: "Locker", price: 1_000 });
  const parts = [odd, locker].map((package_id) => ({ package_id, qty: 1 }));
  const bundle = await makePackage(park, { name: "Both", type: "bundle", price: 4_111, parts });
  const packages = [odd, party, locker, park.packages.single, bundle];

  const cashier = await park.till();
  const second = await park.addTill();
  const supervisor = await park.person("supervisor", "pos");
  const [gate, gate2] = await Promise.all([park.device("gate"), park.device("gate2")]);
  const pos = await park.device("pos");
  const sold: Sold[] = [];
  const passes: string[] = [];
  const done: Record<string, number> = {};
  /** The rows that scans leave, at least. */
  let scans = 0;
  const refusals = new Set<string>();

  const pick = <Item>(items: readonly Item[]): Item => random.pick(items) as Item;
  const ACTS: Record<string, () => Promise<unknown>> = {
    async sell() {
      const till = pick([cashier, second, supervisor]);
      const by_hand = till === supervisor && random.chance(0.5);
      const items = Array.from({ length: random.integer(1, 3) }, () => ({
        package_id: pick(packages),
        qty: random.integer(1, 3),
        ...(by_hand && { discount: { kind: "percent", value: 1_000 } }),
      }));
      const methods = pick([["cash"], ["card"], ["qr"], ["later"], ["card", "cash"], ["qr", "cash"]]);
      const first = methods.length > 1 ? random.integer(100, 900) : undefined;
      const asked = methods.map((method, index) => ({ method, ...(index === 0 && first && { amount: first }) }));
      const preview = must(await till.post("/pricing/preview", { items, payments: asked }));
      const rest = preview.data.grand_total - (first ?? 0);
      const payments = methods.map((method, index) => ({ method, amount: index === 0 && first ? first : rest }));
      sold.push(must(await till.post("/sales", { items, payments }, key())).data);
    },
    async undo() {
      const { data } = must(
        await supervisor.post(`/sales/${pick(sold).sale_id}/void`, { reason_code: "cashier_error" }),
        409,
        422,
      );
      return data !== null;
    },
    async refund() {
      const { sale_id, tickets } = pick(sold);
      const ask = pick([{}, { ticket_ids: [pick(tickets).ticket_id] }, { amount: random.integer(100, 700) }]);
      return (await refund(park, pick([cashier, second]), sale_id, ask)).status === 201;
    },
    async pay() {
      const { sale_id } = pick(sold);
      const paid = await second.post("/payments", { sale_id, method: pick(["cash", "card"]), amount: 1_000 }, key());
      if (paid.status !== 201) return false;
      if (random.chance(0.4)) {
        const approval_token = await grantFor(park, second, sale_id);
        const failed = { status: "failed", approval_token, reason_code: "guest_request" };
        await second.call("PATCH", `/payments/${paid.data.payment_id}`, failed, {
          headers: { "idempotency-key": key() },
        });
      }
      return true;
    },
    async outage() {
      const at = Date.now() + offset_ms - random.integer(0, 180) * 60_000;
      const ops = [saleOp(park, pick([35_000, 30_000]), {}, at)];
      must(await handIn(pos, ops, Date.now() + offset_ms));
    },
    async scan() {
      const ticket = pick(pick(sold).tickets);
      const at = pick([gate, gate2]);
      const { data } = must(await at.post("/tickets/redeem", { qr_token: ticket.qr_token, party: 1 }));
      // An equal refusal at the same gate within a minute is counted in the row of the first.
      const refusal = `${ticket.ticket_id} ${at === gate} ${data.reason}`;
      if (data.result === "pass" || !refusals.has(refusal)) scans += 1;
      refusals.add(refusal);
      if (data.result === "pass") passes.push(data.scan_id);
    },
    async scanUnknown() {
      must(await gate.post("/tickets/redeem", { short_code: "ABCDEFGHJK" }), 422);
    },
    async scanOffline() {
      const at = Date.now() + offset_ms - random.integer(1, 90) * 60_000;
      must(await handIn(gate2, [offlineScan(pick(pick(sold).tickets), at)], Date.now() + offset_ms));
      scans += 1;
    },
    async annul() {
      const scan_id = passes.pop();
      if (!scan_id) return false;
      return (await supervisor.post("/tickets/annul", { scan_id })).status === 200;
    },
    async reprint() {
      const { ticket_id } = pick(pick(sold).tickets);
      const grant = {
        ...{ action: "reprint", subject_id: ticket_id },
        approver_id: park.employees.supervisor?.employee_id,
      };
      const granted = await cashier.post("/approvals/verify-pin", { ...grant, pin: "482193" });
      const asked = { ticket_id, reason_code: "printer_jam", approval_token: granted.data.approval_token };
      return (await cashier.post("/reprints", asked, key())).status === 201;
    },
    async reissue() {
      await reissue(park, cashier, pick(pick(sold).tickets).ticket_id).catch(() => undefined);
    },
    async move() {
      must(
        await supervisor.post(
          "/shifts/movements",
          { kind: pick(["paid_in", "drop"]), amount: 1_000, reason: "float" },
          key(),
        ),
        403,
        409,
      );
    },
    async clock() {
      offset_ms += random.integer(20, 80) * 60_000;
      must(await owner.call("PUT", "/sandbox/clock", { offset_seconds: offset_ms / 1_000 }));
    },
  };
  let offset_ms = 0;
  const WEIGHTS = {
    sell: 10,
    undo: 2,
    refund: 4,
    pay: 2,
    outage: 2,
    scan: 5,
    scanUnknown: 1,
    scanOffline: 3,
    annul: 1,
  };
  const words = Object.entries({ ...WEIGHTS, reprint: 1, reissue: 1, move: 1, clock: 2 }).flatMap(([word, weight]) =>
    Array<string>(weight).fill(word),
  );
  await ACTS.sell?.();
  async function act(word: string): Promise<void> {
    if ((await ACTS[word]?.()) !== false) done[word] = (done[word] ?? 0) + 1;
  }
  for (let acted = 0; acted < acts; acted++) await act(pick(words));
  // An act that was not drawn, or found nothing to act on, follows: no seed has a day without it.
  for (const word of Object.keys(WEIGHTS))
    for (let tries = 0; tries < 20 && !done[word]; tries++) {
      await act("sell");
      await act(word);
    }
  must(await second.post("/shifts/close", { cash_counted: 123_400 }));
  await until(async () => (await countRows("redemptions", park.tenant_id, "ticket_id IS NOT NULL")) >= scans);
  await countAll(park);
  return { park, owner, packages, bundles: [bundle], done };
}

/** Lets the roll-ups count every event of a tenant, by drains as those of a sweep, which move the common cursor. */
export async function countAll({ tenant_id }: Pick<TestPark, "tenant_id">): Promise<void> {
  await until(async () => {
    const { left } = await drainOutbox(seedContext(env), tenant_id, consumers, { swept: true }).catch(() => ({
      left: true,
    }));
    return !left;
  });
}

/** The tenant's context, as the system's. */
export function systemOf({ tenant_id }: Pick<TestPark, "tenant_id">) {
  return asTenant(seedContext(env), tenant_id);
}
