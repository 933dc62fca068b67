/** Blanks are reserved online, sold offline, and bound once by the sale that is handed in (rule O8). */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { applyOfflineSale } from "../../../../src/modules/counter/sales/index.ts";
import { type Context, newId } from "../../../../src/platform/http/context.ts";
import { offlineSale, operation, overtaken } from "../../../support/outage.ts";
import { type Client, countRows, newPark, rowCounts, rowsAdded, type TestPark } from "../../../support/park.ts";

interface ReservedBlank {
  ticket_id: string;
  short_code: string;
  qr_token: string;
}

async function reserve(
  park: TestPark,
  till: Client,
  count: number,
): Promise<{ lot_id: string; tickets: ReservedBlank[] }> {
  return (await till.post("/lots", { count, package_ids: [park.packages.single] }, newId(Date.now()))).data;
}

/** Hands in a sale of day tickets, one for each blank. */
async function sellBlanks(park: TestPark, ticket_ids: string[], ctx?: Context) {
  const qty = ticket_ids.length;
  const { single: package_id } = park.packages;
  const sale = offlineSale(park, {
    receipt_no: "any",
    items: [{ package_id, qty }],
    payments: [{ method: "cash", amount: qty * 35_000 }],
    totals: { grand_total: qty * 35_000 },
    tickets: [{ line_no: 1, package_id, ticket_ids }],
  });
  return applyOfflineSale(ctx ?? (await operation(park)), sale);
}

describe("a lot", () => {
  test("[O8] gives signed blanks for seven days, numbered under its id, and makes no ticket", async () => {
    const park = await newPark();
    const till = await park.till();
    const reply = await till.post("/lots", { count: 500, package_ids: [park.packages.single] }, "key");
    expect(reply.status).toBe(201);
    const { lot_id, tickets, expires_at, count } = reply.data;
    expect([count, tickets.length]).toEqual([500, 500]);
    expect(Date.parse(expires_at) - Date.now()).toBeGreaterThan(7 * 86_400_000 - 60_000);
    expect(tickets[0].ticket_id).toBe(`${lot_id.slice(0, 20)}000001`);
    for (const field of ["ticket_id", "short_code", "qr_token"] as const)
      expect(new Set(tickets.map((blank: ReservedBlank) => blank[field])).size).toBe(500);
    for (const { qr_token } of tickets) expect(qr_token).toMatch(/^PP1[0-9A-Z]{54}$/);
    expect([await countRows("lots", park.tenant_id), await countRows("tickets", park.tenant_id)]).toEqual([1, 0]);
  });

  test("[O8] is the same lot for a repeat with its key, and has at most 500 blanks", async () => {
    const park = await newPark();
    const till = await park.till();
    const first = await till.post("/lots", { count: 3, package_ids: [park.packages.single] }, "key");
    expect((await till.post("/lots", { count: 3, package_ids: [park.packages.single] }, "key")).text).toBe(first.text);
    expect(await countRows("lots", park.tenant_id)).toBe(1);
    for (const count of [0, 501, 1.5])
      expect((await till.post("/lots", { count, package_ids: [park.packages.single] }, "other")).status).toBe(422);
  });

  test("[O8] needs a device, and ten reservations at once make ten lots", async () => {
    const park = await newPark();
    const console_ = await (await park.person("cashier")).post(
      "/lots",
      { count: 1, package_ids: [park.packages.single] },
      "key",
    );
    expect([console_.status, console_.error?.code]).toEqual([403, "E_DEVICE_REQUIRED"]);
    const till = await park.till();
    const lots = await Promise.all(Array.from({ length: 10 }, () => reserve(park, till, 2)));
    expect(new Set(lots.map(({ lot_id }) => lot_id)).size).toBe(10);
  });
});

describe("a sale of blanks", () => {
  test("[O8] binds them: the guests' blanks become its tickets", async () => {
    const park = await newPark();
    const till = await park.till();
    const { lot_id, tickets } = await reserve(park, till, 4);
    const held = tickets.slice(1, 3);
    const sold = await sellBlanks(
      park,
      held.map(({ ticket_id }) => ticket_id),
    );
    expect(sold.tickets).toMatchObject(held.map((blank) => ({ ...blank, lot_no: lot_id, status: "active" })));
    expect(sold.flags?.refused_blanks).toEqual([]);
    expect((await till.get("/lots")).data).toMatchObject([{ lot_id, count: 4, bound: 2 }]);
    const scan = await (await park.device("gate")).post("/tickets/redeem", { qr_token: held[0]?.qr_token });
    expect([scan.data.result, scan.data.ticket.package_id]).toEqual(["pass", park.packages.single]);
  });

  test("[O8] replaces a blank that is bound already, or of no lot of this store, by a new ticket, and flags it", async () => {
    const park = await newPark();
    const till = await park.till();
    const other = await newPark();
    const [bound = "", free = ""] = (await reserve(park, till, 2)).tickets.map(({ ticket_id }) => ticket_id);
    const [foreign = ""] = (await reserve(other, await other.till(), 1)).tickets.map(({ ticket_id }) => ticket_id);
    const { lot_id, tickets } = await reserve(park, till, 1);
    const elsewhere = tickets[0]?.ticket_id ?? "";
    const move = env.DB.prepare("UPDATE lots SET store_id = ? WHERE tenant_id = ? AND lot_id = ?");
    await move.bind(park.second_store_id, park.tenant_id, lot_id).run();
    await sellBlanks(park, [bound]);
    const sold = await sellBlanks(park, [bound, foreign, elsewhere, free]);
    expect(sold.flags?.refused_blanks).toEqual([
      { ticket_id: bound, reason: "bound" },
      { ticket_id: foreign, reason: "unknown" },
      { ticket_id: elsewhere, reason: "unknown" },
    ]);
    const ids = sold.tickets.map(({ ticket_id }) => ticket_id);
    expect([bound, foreign, elsewhere, free].map((id) => ids.includes(id))).toEqual([false, false, false, true]);
    expect([ids.length, await countRows("tickets", park.tenant_id)]).toEqual([4, 5]);
  });

  test("[O8] replaces a blank that another sale binds in between by a new ticket, and flags it", async () => {
    const park = await newPark();
    const [blank = ""] = (await reserve(park, await park.till(), 1)).tickets.map(({ ticket_id }) => ticket_id);
    const ctx = overtaken(await operation(park), () => sellBlanks(park, [blank]));
    const sold = await sellBlanks(park, [blank], ctx);
    expect(sold.flags?.refused_blanks).toEqual([{ ticket_id: blank, reason: "bound" }]);
    expect(sold.tickets[0]?.ticket_id).not.toBe(blank);
    expect(await countRows("tickets", park.tenant_id)).toBe(2);
  });

  test("[O8] binds a blank once when five sales come at once; the others get new tickets", async () => {
    const park = await newPark();
    const [blank = ""] = (await reserve(park, await park.till(), 1)).tickets.map(({ ticket_id }) => ticket_id);
    const sold = await Promise.all(Array.from({ length: 5 }, () => sellBlanks(park, [blank])));
    const winners = sold.filter(({ tickets }) => tickets[0]?.ticket_id === blank);
    expect([winners.length, await countRows("tickets", park.tenant_id)]).toEqual([1, 5]);
    expect(sold.filter(({ flags }) => flags?.refused_blanks[0]?.reason === "bound").length).toBe(4);
  });

  test("[O8] shows a blank's earlier pass in the ticket's row, but not an annulled pass", async () => {
    const park = await newPark();
    const { tickets } = await reserve(park, await park.till(), 2);
    const [used = "", annulled = ""] = tickets.map(({ ticket_id }) => ticket_id);
    const pass = (ticket_id: string, happened_at: number, annulled_at: number | null) => {
      const id = newId(Date.now());
      return env.DB.prepare(
        `INSERT INTO redemptions (tenant_id, redemption_id, scan_id, ticket_id, store_id, device_id, device_name, zone,
           code_hash, result, remaining, unit, forced, happened_at, received_at, annulled_at)
         VALUES (?1, ?2, ?2, ?3, ?4, 'gate', 'Main gate', 'Main Gate', 'h', 'pass', 0, 'uses', 0, ?5, ?5, ?6)`,
      ).bind(park.tenant_id, id, ticket_id, park.store_id, happened_at, annulled_at);
    };
    await env.DB.batch([pass(used, 2_000, null), pass(used, 1_000, null), pass(annulled, 3_000, 4_000)]);
    await sellBlanks(park, [used, annulled]);
    const rows = await env.DB.prepare("SELECT * FROM tickets WHERE tenant_id = ? ORDER BY ticket_id")
      .bind(park.tenant_id)
      .all<{ used: number; first_pass: string | null; last_pass_at: number | null }>();
    const first_pass = JSON.stringify({ at: 1_000, device_id: "gate", device_name: "Main gate", zone: "Main Gate" });
    expect(rows.results).toMatchObject([
      { used: 2, first_pass, last_pass_at: 2_000 },
      { used: 0, first_pass: null, last_pass_at: null },
    ]);
  });

  test("[O8] handed in twice binds once and returns the same tickets", async () => {
    const park = await newPark();
    const { tickets } = await reserve(park, await park.till(), 1);
    const ticket_ids = tickets.map(({ ticket_id }) => ticket_id);
    const sale = offlineSale(park, { tickets: [{ line_no: 1, package_id: park.packages.single, ticket_ids }] });
    await applyOfflineSale(await operation(park), sale);
    const before = await rowCounts(park.tenant_id);
    const again = await applyOfflineSale(await operation(park), sale);
    expect(again.tickets.map(({ ticket_id }) => ticket_id)).toEqual(ticket_ids);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
  });
});
