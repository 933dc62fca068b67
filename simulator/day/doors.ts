/** The day at the gates: people by zone, questions and messages of a gate, and late scans. */
import { ulid } from "ulid";
import { dataOf } from "../client.ts";
import { said } from "./checks.ts";
import { cart, sell } from "./counter.ts";
import { handIn, iso, type Op } from "./outage.ts";
import { type Caller, grant, type Json, MINUTE_MS, settled } from "./park.ts";
import type { Day } from "./scene.ts";
import { vatOf } from "./worked.ts";

const DAY_PRICE = 35_000;

/** Sells tickets of a package by QR; the money counts for the afternoon. */
async function sold(day: Day, name: string, qty: number, price: number): Promise<Json[]> {
  const amount = qty * price;
  const sale = await sell(day, `tickets of ${name}`, cart(day, name, qty, "qr", amount));
  day.worked.add("afternoon", {
    what: `tickets of ${name} for the gates`,
    gross: amount,
    sold: amount,
    sold_vat: vatOf(amount),
    tenders: { qr: amount },
  });
  return sale.tickets;
}

async function scan(gate: Caller, code: string | { qr_token: string }, more: object = {}): Promise<Json> {
  const qr_token = typeof code === "string" ? code : code.qr_token;
  return dataOf("the scan", gate.post("/tickets/redeem", { qr_token, scan_id: ulid(), ...more }));
}

const wordOf = ({ result, reason }: Json): string => reason ?? result;

function scanOp(qr_token: string, at: number, more: Record<string, unknown> = {}): Op {
  return {
    op_id: ulid(),
    type: "redemption",
    ts: iso(at),
    at: iso(at),
    payload: { qr_token, result: "pass", ...more },
  };
}

async function insideOf(day: Day, zone: string): Promise<number> {
  const zones = await dataOf("who is inside", day.park.manager.get("/zones/inside"));
  return zones.find(({ zone_id }: Json) => zone_id === day.park.zones[zone])?.inside ?? 0;
}

export async function liveDoors(day: Day): Promise<void> {
  await party(day);
  await scanners(day);
  await orders(day);
  await movedGate(day);
  await oneScanId(day);
  await words(day);
  await terms(day);
  await clocks(day);
}

/** Six of the party's seven remaining guests enter by the main gate and leave by the ball pit. */
async function party(day: Day): Promise<void> {
  const { park, checks } = day;
  const [main, , , pit] = park.gates as [Caller, Caller, Caller, Caller];
  checks.add(
    12,
    "eight of the seven who are left go in",
    "exhausted",
    wordOf(await scan(main, day.party, { party: 8 })),
  );
  checks.add(21, "six of the party go in by the main gate", "pass", wordOf(await scan(main, day.party, { party: 6 })));
  day.people.enter("Main Gate", 6);
  checks.add(21, "and are inside", 6, await settled(6, () => insideOf(day, "Main Gate")));
  checks.add(
    21,
    "an exit of 100 by another door",
    "pass",
    wordOf(await scan(pit, day.party, { party: 100, direction: "exit" })),
  );
  day.people.leave("Main Gate", 6, "Ball Pit");
  checks.add(21, "leaves nobody inside at the main gate", 0, await settled(0, () => insideOf(day, "Main Gate")));
  const back = await scan(main, day.party, { party: 6 });
  day.people.enter("Main Gate", 6);
  checks.add(21, "coming back takes no place: of seven are left", ["pass", 1], [wordOf(back), back.remaining]);
}

/** Codes as scanners and people type them. */
async function scanners(day: Day): Promise<void> {
  const { park, checks } = day;
  const [main] = park.gates as [Caller];
  const readings: [string, (code: string) => string][] = [
    ["Thai keyboard", (code) => typedOn("thai", code)],
    ["German keyboard", (code) => typedOn("german", code)],
    ["French keyboard", (code) => typedOn("french", code)],
    ["Slovak keyboard", (code) => typedOn("slovak", code)],
    ["caps lock", (code) => code.toLowerCase()],
    [
      "full-width letters",
      (code) => code.replaceAll(/[!-~]/g, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0)),
    ],
    ["zero-width and bidi marks", (code) => `\u200b\u202a${code.slice(0, 9)}\u2060${code.slice(9)}\u202c`],
    ["STX, ETX, GS and NUL", (code) => `\u0002${code}\u001d\u0000\u0003`],
    ["a line break inside", (code) => `${code.slice(0, 20)}\r\n${code.slice(20)}`],
    ["the address of a wallet", (code) => `https://wallet.example/pass?code=${code}&v=2`],
  ];
  const tickets = await sold(day, "day", readings.length + 1, DAY_PRICE);
  const verdicts = await Promise.all(
    readings.map(async ([, read], index) => wordOf(await scan(main, read(tickets[index].qr_token)))),
  );
  readings.forEach(([name], index) => {
    checks.add(20, `code as it comes by ${name}`, "pass", verdicts[index]);
  });
  day.people.enter("Main Gate", readings.length);
  const typed = (tickets.at(-1).short_code as string).replaceAll(/\d/g, (digit) =>
    String.fromCodePoint(0x0e50 + Number(digit)),
  );
  const short_code = typed.replace(/^(....)-?/, "$1\u2013");
  const by_hand = await dataOf("the typed code", main.post("/tickets/redeem", { short_code, scan_id: ulid() }));
  day.people.enter("Main Gate", 1);
  checks.add(20, "short code with Thai digits and an en dash", "pass", wordOf(by_hand));
}

/** Digits and capitals of a US keyboard as other layouts show them: digits plain, letters with shift. */
const LAYOUTS = {
  us: "1234567890QWERTYUIOPASDFGHJKLZXCVBNM",
  thai: 'ๅ/-ภถุึคตจ๐"ฎฑธํ๊ณฯญฤฆฏโฌ็๋ษศ()ฉฮฺ์?',
  german: "1234567890QWERTZUIOPASDFGHJKLYXCVBNM",
  french: "&é\"'(-è_çàAZERTYUIOPQSDFGHJKLWXCVBN?",
  slovak: "+ľščťžýáíéQWERTZUIOPASDFGHJKLYXCVBNM",
};

function typedOn(layout: keyof typeof LAYOUTS, code: string): string {
  const keys = [...LAYOUTS[layout]];
  return [...code].map((char) => keys[LAYOUTS.us.indexOf(char)] ?? char).join("");
}

/** An exit that is handed in before its entry, and guests whose ticket ended while they are inside. */
async function orders(day: Day): Promise<void> {
  const { park, checks } = day;
  const [main, left] = park.gates as [Caller, Caller];
  const [late, ended, passed] = await sold(day, "day", 3, DAY_PRICE);
  const now = Date.now();
  await handIn(left, [scanOp(late.qr_token, now - 10 * MINUTE_MS, { direction: "exit" })]);
  await handIn(main, [scanOp(late.qr_token, now - 20 * MINUTE_MS)]);
  day.people.enter("Main Gate", 1);
  day.people.leave("Main Gate", 1);
  await scan(main, ended);
  day.people.enter("Main Gate", 1);
  await dataOf("the cancelling", park.manager.post(`/tickets/${ended.ticket_id}/cancel`, { reason: "lost" }));
  checks.add(
    21,
    "a guest goes out, the ticket ended inside",
    "pass",
    wordOf(await scan(left, ended, { direction: "exit" })),
  );
  day.people.leave("Main Gate", 1);
  const [handheld] = await sold(day, "day", 1, DAY_PRICE);
  await scan(main, handheld);
  day.people.enter("Main Gate", 1);
  const out = await scan(park.counter, handheld, { direction: "exit" });
  checks.add(21, "out past a handheld without a zone", "pass", wordOf(out));
  day.people.leave("Main Gate", 1, null);
  const admitted_at = Date.now() - 5 * MINUTE_MS;
  await dataOf("the cancelling", park.manager.post(`/tickets/${passed.ticket_id}/cancel`, { reason: "lost" }));
  const [told] = await handIn(main, [scanOp(passed.qr_token, admitted_at)]);
  day.people.enter("Main Gate", 1);
  checks.add(
    24,
    "a pass before the cancelling, handed in after it",
    ["conflict", "pass"],
    [told.status, told.data?.result],
  );
  const right = day.people.inside("Main Gate");
  checks.add(
    21,
    "inside, after an exit that came before its entry",
    right,
    await settled(right, () => insideOf(day, "Main Gate")),
  );
}

/** A gate is moved to another zone, and hands in its earlier passes. */
async function movedGate(day: Day): Promise<void> {
  const { park, checks } = day;
  const right_lane = park.gates[2] as Caller;
  const [ticket] = await sold(day, "day", 1, DAY_PRICE);
  const { device_id } = park.devices.gate3 ?? {};
  await dataOf("the move", park.owner.put(`/devices/${device_id}/zone`, { zone_id: park.zones.Trampoline }));
  const [told] = await handIn(right_lane, [scanOp(ticket.qr_token, Date.now() - 30 * MINUTE_MS)]);
  day.people.enter("Main Gate", 1);
  checks.add(22, "let in before a gate moved, handed in after", ["applied", "pass"], [told.status, told.data?.result]);
}

async function oneScanId(day: Day): Promise<void> {
  const { park, checks } = day;
  const left = park.gates[1] as Caller;
  const [one, other] = await sold(day, "day", 2, DAY_PRICE);
  await Promise.all([scan(left, one), scan(left, other)]);
  day.people.enter("Main Gate", 2);
  const scan_id = ulid();
  const at = Date.now() - MINUTE_MS;
  const ops = [one, other].map(({ qr_token }) => ({ ...scanOp(qr_token, at, { scan_id }), op_id: ulid() }));
  const told = await handIn(left, ops);
  checks.add(
    23,
    "one scan id on two used tickets in a batch",
    ["conflict", "E_SCAN_ID_REUSED"],
    told
      .map(({ code, status }) => code ?? status)
      .toSorted()
      .toReversed(),
  );
  const [third] = await sold(day, "day", 1, DAY_PRICE);
  const [elsewhere] = await handIn(park.gates[0] as Caller, [scanOp(third.qr_token, at, { scan_id })]);
  checks.add(23, "the same id by another gate, a third ticket", "E_SCAN_ID_REUSED", elsewhere.code ?? elsewhere.status);
  const cancels = await Promise.all(
    [one, other].map(
      async ({ ticket_id }) => (await park.manager.post(`/tickets/${ticket_id}/cancel`, { reason: "mistake" })).status,
    ),
  );
  checks.add(23, "both tickets can still be cancelled", ["done", "done"], cancels.map(said));
}

async function words(day: Day): Promise<void> {
  const { park, checks } = day;
  const [main, left, , pit] = park.gates as [Caller, Caller, Caller, Caller];
  const [ticket, strange] = await sold(day, "day", 2, DAY_PRICE);
  const elsewhere = await scan(pit, ticket);
  checks.add(24, "wrong zone says where the ticket is valid", "Main Gate", /Main Gate/.exec(elsewhere.message.en)?.[0]);
  const scan_id = ulid();
  const first = await scan(main, ticket, { scan_id });
  const repeat = await scan(main, ticket, { scan_id });
  day.people.enter("Main Gate", 1);
  checks.add(24, "a scan whose answer was lost, sent again", ["pass", "pass"], [wordOf(first), wordOf(repeat)]);
  const twice = await scan(main, ticket);
  checks.add(
    24,
    "the same ticket a moment later here",
    "passed … s ago here",
    /passed \d+ s ago here/.exec(twice.message.en)?.[0].replace(/\d+/, "…"),
  );
  const [told] = await handIn(left, [
    scanOp(strange.qr_token, Date.now() - MINUTE_MS, { result: "fail", reason: "wet_floor" }),
  ]);
  const reason = async () =>
    (await dataOf("the attempt", park.manager.get(`/redemptions?ticket_id=${strange.ticket_id}`)))[0]?.reason;
  checks.add(
    24,
    "a gate's own word for a refusal",
    ["applied", "wet_floor"],
    [told.status, await settled("wet_floor", reason)],
  );
}

async function terms(day: Day): Promise<void> {
  const { park, checks } = day;
  const [main, left] = park.gates as [Caller, Caller];
  const [season] = await sold(day, "season", 1, 99_000);
  checks.add(25, "a season pass of one use a day", "pass", wordOf(await scan(main, season)));
  checks.add(25, "the same pass once more today", "exhausted", wordOf(await scan(left, season)));
  const [tower] = await sold(day, "tower", 1, 20_000);
  const scan_id = ulid();
  const asked = await scan(main, tower, { scan_id });
  checks.add(
    25,
    "a question comes before the pass",
    ["incomplete", "waiver"],
    [wordOf(asked), ...asked.questions.map(({ question_id }: Json) => question_id)],
  );
  const answered = await scan(main, tower, { scan_id, answers: [{ question_id: "waiver", value: true }] });
  checks.add(
    25,
    "answered, it passes and says what to look at",
    ["pass", true],
    [wordOf(answered), /height/i.test(answered.attention?.en ?? "")],
  );
  day.people.enter("Main Gate", 2);
  const right_lane = park.gates[2] as Caller;
  const [crowd] = await sold(day, "crowd", 1, 40_000);
  checks.add(25, "40 into a zone for 30", "zone_full", wordOf(await scan(right_lane, crowd, { party: 40 })));
  checks.add(25, "30 of them", "pass", wordOf(await scan(right_lane, crowd, { party: 30 })));
  day.people.enter("Trampoline", 30);
}

/** Whatever time a gate reports, the server's time counts, and the raw time is stored beside it. */
async function clocks(day: Day): Promise<void> {
  const { park, checks } = day;
  const main = park.gates[0] as Caller;
  const tickets = await sold(day, "day", 2, DAY_PRICE);
  const stamps = ["1970-01-01T00:05:00.000Z", "2099-12-31T23:00:00.000Z"];
  for (const [index, ts] of stamps.entries()) {
    const verdict = await scan(main, tickets[index], { ts });
    day.people.enter("Main Gate", 1);
    const row = async () =>
      (await dataOf("the attempt", park.manager.get(`/redemptions?ticket_id=${tickets[index].ticket_id}`)))[0];
    const device_at = await settled<string>(ts, async () => (await row())?.device_at);
    const now = Math.abs(Date.parse((await row())?.happened_at) - Date.now()) < MINUTE_MS;
    const year = ts.slice(0, 4);
    checks.add(3, `a scan whose gate says ${year}`, "pass", wordOf(verdict));
    checks.add(3, `  its time is the server's`, true, now);
    checks.add(3, `  the gate's own stands beside it`, year, device_at?.slice(0, 4));
  }
}

/** A ticket is reprinted at the counter. */
export async function printAgain(day: Day): Promise<void> {
  const { park } = day;
  const [ticket] = await sold(day, "day", 1, DAY_PRICE);
  const approval_token = await grant(park, park.cashier, { action: "reprint", subject_id: ticket.ticket_id });
  const body = { ticket_id: ticket.ticket_id, reason_code: "printer_jam", approval_token };
  await dataOf("the reprint", park.cashier.post("/tickets/reprint", body));
}

/** The server is killed right after a sale and a scan, and the till repeats its request. */
export async function liveDeath(day: Day): Promise<void> {
  const { host, park, checks } = day;
  const [ticket] = await sold(day, "day", 1, DAY_PRICE);
  const [key, body] = [ulid(), cart(day, "ride", 1, "qr", 10_700)];
  const sale = await sell(day, "a ride", body, key);
  day.worked.add("afternoon", {
    what: "ride, pressed again after kill -9",
    gross: 10_700,
    sold: 10_700,
    sold_vat: 700,
    tenders: { qr: 10_700 },
  });
  await scan(park.gates[0] as Caller, ticket);
  day.people.enter("Main Gate", 1);
  await host.killAndRestart();
  // Connections to the killed server are closed at their next use.
  const again = await sell(day, "the ride again", body, key).catch(() => sell(day, "the ride again", body, key));
  checks.add(26, "kill -9 after a sale, pressed again it is", sale.receipt_no, again.receipt_no);
  const row = async () =>
    (await dataOf("the attempt", park.manager.get(`/redemptions?ticket_id=${ticket.ticket_id}`)))[0]?.result;
  checks.add(26, "kill -9 right after a pass, which the books have", "pass", await settled("pass", row));
}
