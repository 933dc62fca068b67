/**
 * Tests of slots: places are sold once in any race, and places that an outage sold beyond them are counted as oversold.
 */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { getStore } from "../../../../src/modules/access/tenants/index.ts";
import {
  giveBackPlaces,
  type Package,
  packagesById,
  remainingOf,
  slotOf,
  takePlaces,
} from "../../../../src/modules/offer/catalog/index.ts";
import { setSlot as narrowSlot } from "../../../../src/modules/offer/catalog/service/slots.ts";
import { package_slots } from "../../../../src/modules/offer/catalog/tables.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { sql } from "../../../../src/platform/db/sql.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { AppError } from "../../../../src/shared/errors.ts";
import { namedFields } from "../../../contracts/walk.ts";
import { auditRows, type Client, newPark, type TestPark } from "../../../support/park.ts";

const DATE = "2031-03-10";
/** Ten in the morning in Bangkok. */
const SLOT = "2031-03-10T03:00:00.000Z";
const AT = Date.parse(SLOT);

let park: TestPark;
let manager: Client;

beforeAll(async () => {
  park = await newPark();
  manager = await park.person("manager");
});

const context = () => asTenant(seedContext(env), park.tenant_id);

async function slotted(capacity: number): Promise<Package> {
  const body = { store_id: park.store_id, name: "Jump", type: "single", price: 10_000, capacity, slot_minutes: 60 };
  const { package_id } = (await manager.post("/catalog/packages", body)).data;
  return offerOf(package_id);
}

async function offerOf(package_id: string): Promise<Package> {
  const offer = (await packagesById(context(), [package_id])).get(package_id);
  if (!offer) throw new Error(`no package ${package_id}`);
  return offer;
}

type Ask = Parameters<typeof takePlaces>[2][number];

/** Takes places as a sale does: in its own commit. Returns the code of the refusal, or "taken". */
async function take(asks: Ask[], offline = false): Promise<string> {
  const ctx = context();
  const places = takePlaces(ctx, park.store_id, asks, { offline });
  const audit = { event: "test.taken", subject: ["package", asks[0]?.offer.package_id ?? ""] as const };
  const taken = commit(ctx, { writes: [], parts: [places], audit: [audit] });
  return taken.then(
    () => "taken",
    (error) => {
      if (error instanceof AppError) return error.spec.code;
      throw error;
    },
  );
}

async function giveBack(asks: Ask[]): Promise<void> {
  const ctx = context();
  const places = giveBackPlaces(ctx, park.store_id, asks);
  await commit(ctx, { writes: [], parts: [places], audit: [{ event: "test.given", subject: ["package", "p"] }] });
}

const ask = (offer: Package, qty: number, slot_start = AT): Ask => ({ offer, slot_start, qty });

const rowOf = ({ package_id }: Package) =>
  env.DB.prepare("SELECT sold, oversold, capacity FROM package_slots WHERE tenant_id = ? AND package_id = ?")
    .bind(park.tenant_id, package_id)
    .first<{ sold: number; oversold: number; capacity: number }>();

const pathOf = ({ package_id }: Package) => `/catalog/packages/${package_id}/slots`;
const setSlot = (offer: Package, capacity: number, slot_start = SLOT) =>
  manager.call("PUT", pathOf(offer), { store_id: park.store_id, slot_start, capacity });

async function slotTold(offer: Package, client = manager) {
  const reply = await client.get(`${pathOf(offer)}?store_id=${park.store_id}&date=${DATE}`);
  return reply.data.find(({ slot_start }: { slot_start: string }) => slot_start === SLOT);
}

describe("taking places", () => {
  test("[S9] twenty commits at once for the last three places take exactly three", async () => {
    const offer = await slotted(3);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => take([ask(offer, 1)])));
    expect(outcomes.filter((each) => each === "taken").length).toBe(3);
    expect(outcomes.filter((each) => each === "E_SOLD_OUT").length).toBe(17);
    expect(await rowOf(offer)).toEqual({ sold: 3, oversold: 0, capacity: 3 });
  });

  test("[S9] asks of one cart for one slot add up, and a refused one takes nothing of any slot", async () => {
    const [first, second] = [await slotted(5), await slotted(5)];
    expect(await take([ask(first, 2), ask(second, 3), ask(second, 3)])).toBe("E_SOLD_OUT");
    expect([await rowOf(first), await rowOf(second)]).toEqual([null, null]);
    expect(await take([ask(first, 2), ask(second, 3), ask(second, 2)])).toBe("taken");
    expect(await remainingOf(context(), park.store_id, [ask(second, 1), ask(first, 1)])).toEqual([0, 3]);
  });

  test("[S9] slots and stores have separate places", async () => {
    const offer = await slotted(1);
    expect(await take([ask(offer, 1), ask(offer, 1, AT + 3_600_000)])).toBe("taken");
    expect(await remainingOf(context(), park.second_store_id, [ask(offer, 1)])).toEqual([1]);
  });

  test("[S9] a sale of an outage is never refused, and places beyond the capacity are counted as oversold", async () => {
    const offer = await slotted(3);
    expect(await take([ask(offer, 2)], true)).toBe("taken");
    expect(await take([ask(offer, 4)], true)).toBe("taken");
    expect(await rowOf(offer)).toMatchObject({ sold: 3, oversold: 3 });
    expect(await take([ask(offer, 1)])).toBe("E_SOLD_OUT");
    expect(await slotTold(offer)).toMatchObject({ capacity: 3, sold: 6, remaining: 0 });
  });

  test("[S9] places given back reduce oversold ones first, and can be sold again", async () => {
    const offer = await slotted(3);
    await take([ask(offer, 5)], true);
    await giveBack([ask(offer, 1)]);
    expect(await rowOf(offer)).toMatchObject({ sold: 3, oversold: 1 });
    await giveBack([ask(offer, 1), ask(offer, 1)]);
    expect(await rowOf(offer)).toMatchObject({ sold: 2, oversold: 0 });
    expect(await take([ask(offer, 1)])).toBe("taken");
    expect(await take([ask(offer, 1)])).toBe("E_SOLD_OUT");
  });

  test("[S9] a package's new capacity applies at once, up and down, also to what an outage sold", async () => {
    const offer = await slotted(3);
    await take([ask(offer, 4)], true);
    const put = (capacity: number) =>
      manager.call("PUT", `/catalog/packages/${offer.package_id}`, {
        name: "Jump",
        price: 1,
        capacity,
        slot_minutes: 60,
      });
    await put(5);
    const wider = await offerOf(offer.package_id);
    expect(await take([ask(wider, 2)])).toBe("E_SOLD_OUT");
    expect(await take([ask(wider, 1)])).toBe("taken");
    expect(await rowOf(offer)).toEqual({ sold: 5, oversold: 0, capacity: 5 });
    await put(2);
    const narrower = await offerOf(offer.package_id);
    expect(await take([ask(narrower, 1)])).toBe("E_SOLD_OUT");
    expect(await take([ask(narrower, 1)], true)).toBe("taken");
    expect(await rowOf(offer)).toEqual({ sold: 2, oversold: 4, capacity: 2 });
  });

  test("[S9] a package without slots writes nothing", async () => {
    expect(takePlaces(context(), park.store_id, [], { offline: false }).writes).toEqual([]);
    expect(giveBackPlaces(context(), park.store_id, []).writes).toEqual([]);
    expect(await remainingOf(context(), park.store_id, [])).toEqual([]);
  });
});

describe("a slot", () => {
  test("[S9] tills see a slot with the places left", async () => {
    const offer = await slotted(20);
    await take([ask(offer, 7)]);
    const till = await park.device("pos");
    const expected = { slot_start: SLOT, slot_end: "2031-03-10T04:00:00.000Z", capacity: 20, sold: 7, remaining: 13 };
    expect(await slotTold(offer, till)).toEqual(expected);
    const { data } = await till.get(`${pathOf(offer)}?date=${DATE}`);
    expect(data.length).toBe(24);
    expect(data[0].slot_start).toBe("2031-03-09T17:00:00.000Z");
    expect((await till.get(`/catalog/packages/${park.packages.single}/slots`)).data).toEqual([]);
  });

  test("[S9] without a date the slots of today are shown", async () => {
    const offer = await slotted(20);
    const ctx = context();
    const slot = slotOf(offer, ctx.now, await getStore(ctx, park.store_id));
    const { data } = await manager.get(`${pathOf(offer)}?store_id=${park.store_id}`);
    const starts = data.map(({ slot_start }: { slot_start: string }) => Date.parse(slot_start));
    expect(starts).toContain(slot?.start);
  });

  test("[S9] a slot's own capacity does not change with the package's", async () => {
    const offer = await slotted(3);
    const wider = await setSlot(offer, 6);
    expect(wider.data).toEqual({
      slot_start: SLOT,
      slot_end: "2031-03-10T04:00:00.000Z",
      capacity: 6,
      sold: 0,
      remaining: 6,
    });
    expect(await take([ask(offer, 5)])).toBe("taken");
    expect(await take([ask(offer, 2)])).toBe("E_SOLD_OUT");
    expect(await slotTold(offer)).toMatchObject({ capacity: 6, sold: 5, remaining: 1 });
    const [told] = await auditRows(
      park.tenant_id,
      `event = 'package.slot_changed' AND subject_id = '${offer.package_id}'`,
    );
    expect(JSON.parse(told?.changes ?? "")).toEqual({
      slot_start: AT,
      before: { capacity: 3 },
      after: { capacity: 6 },
    });
  });

  test("[S9] a slot is closed by zero places, and by as many as are sold, but not by fewer", async () => {
    const offer = await slotted(3);
    expect((await setSlot(offer, 0)).data).toMatchObject({ capacity: 0, remaining: 0 });
    expect(await take([ask(offer, 1)])).toBe("E_SOLD_OUT");
    await setSlot(offer, 3);
    await take([ask(offer, 2)]);
    const fewer = await setSlot(offer, 1);
    expect([fewer.status, fewer.error?.code, fewer.error?.details]).toEqual([409, "E_SLOT_SOLD", { sold: 2 }]);
    expect((await setSlot(offer, 2)).data).toMatchObject({ capacity: 2, sold: 2, remaining: 0 });
    expect(await take([ask(offer, 1)])).toBe("E_SOLD_OUT");
  });

  test("[S9] a widened slot includes places that an outage sold beyond it", async () => {
    const offer = await slotted(3);
    await take([ask(offer, 5)], true);
    expect((await setSlot(offer, 4)).error?.details).toEqual({ sold: 5 });
    expect((await setSlot(offer, 6)).data).toMatchObject({ sold: 5, remaining: 1 });
    expect(await rowOf(offer)).toEqual({ sold: 5, oversold: 0, capacity: 6 });
  });

  test("[S9] a slot that sells while it is narrowed keeps its capacity, and the refusal has the places sold by then", async () => {
    const offer = await slotted(5);
    const ctx = context();
    const meanwhile = [ask(offer, 3)];
    /** Three places are sold right after the first read of the slot. */
    const rowsOf: typeof ctx.db.rowsOf = async (table, statement) => {
      const rows = await ctx.db.rowsOf(table, statement);
      const sold_now = (table as unknown) === package_slots ? meanwhile.splice(0) : [];
      if (sold_now.length > 0) expect(await take(sold_now)).toBe("taken");
      return rows;
    };
    const raced = { ...ctx, db: { ...ctx.db, rowsOf } };
    const narrowed = narrowSlot(raced, offer.package_id, { store_id: park.store_id, slot_start: AT, capacity: 2 });
    await expect(narrowed).rejects.toMatchObject({ spec: { code: "E_SLOT_SOLD" }, details: { sold: 3 } });
    expect(await rowOf(offer)).toEqual({ sold: 3, oversold: 0, capacity: 5 });
  });

  test("[S9] a slot must be one of the package's", async () => {
    const offer = await slotted(3);
    const between = await setSlot(offer, 1, "2031-03-10T03:30:00.000Z");
    expect([between.status, namedFields(between)]).toEqual([422, ["slot_start"]]);
    const body = { store_id: park.store_id, slot_start: SLOT, capacity: 1 };
    const none = await manager.call("PUT", `/catalog/packages/${park.packages.single}/slots`, body);
    expect([none.status, none.error?.code]).toEqual([409, "E_NO_SLOTS"]);
    const elsewhere = await manager.call("PUT", pathOf(offer), { ...body, store_id: park.second_store_id });
    expect([elsewhere.status, elsewhere.error?.code]).toEqual([404, "E_NOT_FOUND"]);
  });
});

test("[S9] the constraint holds for every write", async () => {
  const offer = await slotted(1);
  const work = sql`INSERT INTO package_slots (tenant_id, package_id, store_id, slot_start, capacity, sold)
                   VALUES (${park.tenant_id}, ${offer.package_id}, ${park.store_id}, 0, 1, 2)`;
  const ctx = context();
  const broken = commit(ctx, { writes: [work], audit: [{ event: "test.broken", subject: ["package", "p"] }] });
  await expect(broken).rejects.toThrow("package_slots_capacity");
});
