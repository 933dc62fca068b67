/** Questions come before the pass: nothing is used before the answers, and the same scan id decides. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { handIn, makePackage, offlineScan, type SoldTicket, sellOne } from "../../../support/gate.ts";
import { type Client, countRows, newPark, type TestPark, until } from "../../../support/park.ts";

const QUESTIONS = [
  { question_id: "waiver", text: { en: "Is the waiver signed?", th: "เซ็นเอกสารแล้วหรือยัง" }, kind: "yes_no" },
  { question_id: "shoe_size", text: "Shoe size?", kind: "number" },
  { question_id: "level", text: "Level?", kind: "choice", options: ["Beginner", "Expert"] },
  { question_id: "school", text: "Which school?", kind: "text" },
];
const RIGHT = [
  { question_id: "waiver", value: true },
  { question_id: "shoe_size", value: 38 },
  { question_id: "level", value: "Expert" },
  { question_id: "school", value: "โรงเรียนบ้านหนองบัว" },
];

const idsOf = (reply: { data: { questions: { question_id: string }[] } }) =>
  reply.data.questions.map(({ question_id }) => question_id);

function asker(gate: Client, { qr_token }: SoldTicket) {
  return (fields: Record<string, unknown> = {}) => gate.post("/tickets/redeem", { qr_token, ...fields });
}

async function opened(): Promise<{ park: TestPark; gate: Client; ticket: SoldTicket; ask: ReturnType<typeof asker> }> {
  const park = await newPark();
  const [gate, ticket] = [await park.device("gate"), await sellOne(park, { questions: QUESTIONS })];
  return { park, gate, ticket, ask: asker(gate, ticket) };
}

test("[G7] a scan without answers is incomplete, returns the questions and records nothing; the same id passes with answers", async () => {
  const { park, ask } = await opened();
  const scan_id = newId(Date.now());
  const first = await ask({ scan_id });
  expect(first.data).toMatchObject({ result: "fail", reason: "incomplete", remaining: 1, scan_id, replayed: false });
  expect(first.data.message.en).toBe("Please answer the questions first.");
  expect(first.data.questions).toEqual([
    { ...QUESTIONS[0], options: [] },
    { ...QUESTIONS[1], text: { en: "Shoe size?", th: "Shoe size?" }, options: [] },
    { ...QUESTIONS[2], text: { en: "Level?", th: "Level?" } },
    { ...QUESTIONS[3], text: { en: "Which school?", th: "Which school?" }, options: [] },
  ]);
  expect((await ask({ scan_id })).data).toMatchObject({ reason: "incomplete", replayed: false });
  const answered = await ask({ scan_id, answers: RIGHT });
  expect(answered.data).toMatchObject({ result: "pass", remaining: 0, questions: [], scan_id });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 1);
  const manager = await park.office("manager");
  const { data } = await manager.get("/redemptions");
  expect(data[0]).toMatchObject({ redemption_id: scan_id, result: "pass", answers: RIGHT, doubts: null });
  for (const table of ["audits", "outbox"]) {
    const column = table === "audits" ? "changes" : "data";
    expect(await countRows(table, park.tenant_id, `${column} LIKE '%โรงเรียน%'`)).toBe(0);
  }
});

test("[G4] a retry of an answered scan gets the same verdict, with other answers or none", async () => {
  const { ask } = await opened();
  const scan_id = newId(Date.now());
  expect((await ask({ scan_id, answers: RIGHT })).data).toMatchObject({ result: "pass", replayed: false });
  for (const answers of [RIGHT, RIGHT.slice(1), undefined])
    expect((await ask({ scan_id, ...(answers && { answers }) })).data).toMatchObject({
      result: "pass",
      replayed: true,
    });
  expect((await ask({ answers: RIGHT })).data.reason).toBe("duplicate_use");
});

test("[G3] one of many simultaneous answered scans passes, under one scan id or several", async () => {
  const { ask } = await opened();
  const [one, other] = [newId(Date.now()), newId(Date.now())];
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => ask({ scan_id: index % 2 ? one : other, answers: RIGHT })),
  );
  const passes = replies.filter(({ data }) => data.result === "pass");
  expect(passes.filter(({ data }) => !data.replayed)).toHaveLength(1);
  expect(new Set(passes.map(({ data }) => data.scan_id)).size).toBe(1);
});

test.each([
  ["no answer", RIGHT.slice(1), ["waiver"]],
  ["an answer of another kind", [...RIGHT, { question_id: "waiver", value: "yes" }], ["waiver"]],
  ["a number in words", [...RIGHT, { question_id: "shoe_size", value: "38" }], ["shoe_size"]],
  ["an unknown choice", [...RIGHT, { question_id: "level", value: "expert" }], ["level"]],
  ["only spaces", [...RIGHT, { question_id: "school", value: "  " }], ["school"]],
  ["answers to other questions", [{ question_id: "else", value: 1 }], ["waiver", "shoe_size", "level", "school"]],
])("[G7] %s leaves the scan incomplete, and the reply lists the open questions", async (_, answers, open) => {
  const { ask } = await opened();
  const reply = await ask({ answers });
  expect([reply.data.reason, idsOf(reply)]).toEqual(["incomplete", open]);
});

test("[T6] [T9] answers are limited and contain no card number; an answer without a question is not stored", async () => {
  const { park, ask } = await opened();
  const bad = [
    [{ question_id: "school", value: "x".repeat(201) }],
    [{ question_id: "school", value: "4111 1111 1111 1111" }],
    [{ question_id: "shoe_size", value: 1e12 }],
    [{ question_id: "shoe_size", value: { size: 38 } }],
    [{ question_id: "school", value: "x", note: "y" }],
    Array.from({ length: 21 }, () => RIGHT[0]),
  ];
  for (const answers of bad) expect((await ask({ answers })).status).toBe(422);
  expect((await ask({ answers: [...RIGHT, { question_id: "else", value: "kept?" }] })).data.result).toBe("pass");
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 1);
  expect(await countRows("redemptions", park.tenant_id, "answers LIKE '%kept%'")).toBe(0);
});

test("[G5] a ticket that would not pass is refused without questions", async () => {
  const { park, ask, ticket } = await opened();
  await (await park.everywhere("manager")).post(`/tickets/${ticket.ticket_id}/block`, {});
  const reply = await ask();
  expect([reply.data.reason, reply.data.questions]).toEqual(["blocked", []]);
});

test("[G9] a guest who goes out or comes back is not asked", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { questions: QUESTIONS, reentry: "same_day" });
  const ask = asker(await park.device("gate"), ticket);
  expect((await ask({ answers: RIGHT })).data.result).toBe("pass");
  expect((await ask({ direction: "exit" })).data.result).toBe("pass");
  expect((await ask()).data.result).toBe("pass");
});

test("[G12] a supervisor's grant admits without answers, and the record has the reason", async () => {
  const { park, ask, ticket } = await opened();
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const cashier = await park.person("cashier", "pos");
  const request = { approver_id, pin, action: "gate_override", subject_id: ticket.ticket_id };
  const { approval_token } = (await cashier.post("/approvals/verify-pin", request)).data;
  const at_till = await cashier.post("/tickets/redeem", { qr_token: ticket.qr_token, approval_token });
  expect(at_till.data).toMatchObject({ result: "pass", reason: "incomplete", forced: true });
  expect((await ask({ answers: RIGHT })).data.reason).toBe("duplicate_use");
});

test("[O6] [G2] an offline admission stays a pass: with its answers, and with a doubt when they are missing or bad", async () => {
  const park = await newPark();
  const package_id = await makePackage(park, { type: "multi", quota_or_minutes: 9, questions: QUESTIONS });
  const till = await park.till();
  const payments = [{ method: "cash", amount: 10_000 }];
  const sale = await till.post("/sales", { items: [{ package_id, qty: 1 }], payments }, newId(Date.now()));
  const ticket = sale.data.tickets[0] as SoldTicket;
  const gate = await park.device("gate");
  const ops = [
    offlineScan(ticket, Date.now() - 3, { answers: RIGHT }),
    offlineScan(ticket, Date.now() - 2),
    offlineScan(ticket, Date.now() - 1, { answers: [{ question_id: "school", value: "x".repeat(5_000) }] }),
    offlineScan(ticket, Date.now(), { result: "fail", reason: "incomplete" }),
  ];
  const { data } = await handIn(gate, ops);
  const results = data.results.map((one: { status: string; data: { reason: string | null } }) => [
    one.status,
    one.data.reason,
  ]);
  expect(results).toEqual([
    ["applied", null],
    ["applied", null],
    ["applied", null],
    ["applied", "incomplete"],
  ]);
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 4);
  const rows = await env.DB.prepare(
    "SELECT answers, doubts, result FROM redemptions WHERE tenant_id = ? ORDER BY happened_at",
  )
    .bind(park.tenant_id)
    .all<{ answers: string | null; doubts: string | null; result: string }>();
  expect(rows.results.map(({ doubts, result }) => `${result} ${doubts?.includes("unanswered") ?? false}`)).toEqual([
    "pass false",
    "pass true",
    "pass true",
    "fail false",
  ]);
  expect(JSON.parse(rows.results[0]?.answers ?? "null")).toEqual(RIGHT);
  const again = await handIn(gate, [ops[0]]);
  expect(again.data.results[0].status).toBe("duplicate");
});

test("[G16] an imported scan includes its answers", async () => {
  const { park, gate, ticket } = await opened();
  const body = { qr_token: ticket.qr_token, scan_id: newId(Date.now()), ts: new Date().toISOString(), answers: RIGHT };
  expect((await gate.post("/redemptions", body)).data.result).toBe("pass");
  await until(async () => (await countRows("redemptions", park.tenant_id, "answers IS NOT NULL")) === 1);
});

test.each([
  ["two questions of one id", [QUESTIONS[0], QUESTIONS[0]]],
  ["a choice without options", [{ ...QUESTIONS[2], options: [] }]],
  ["options without a choice", [{ ...QUESTIONS[0], options: ["Yes"] }]],
  ["an id with spaces", [{ ...QUESTIONS[0], question_id: "a b" }]],
  ["an unknown kind", [{ ...QUESTIONS[0], kind: "date" }]],
  ["eleven questions", Array.from({ length: 11 }, (_, index) => ({ ...QUESTIONS[0], question_id: `q${index}` }))],
])("a package with %s is refused", async (_, questions) => {
  const park = await newPark();
  await expect(makePackage(park, { questions })).rejects.toThrow("E_VALIDATION");
});
