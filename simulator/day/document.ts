/** The day at the desk: guests as people type them, sheets, and the contracts of routes. */

import { ulid } from "ulid";
import { dataOf } from "../client.ts";
import { order } from "../gates/park.ts";
import { said } from "./checks.ts";
import { iso } from "./outage.ts";
import type { Json } from "./park.ts";
import type { Day } from "./scene.ts";

export async function liveDesk(day: Day): Promise<void> {
  await guests(day);
  await sheets(day);
  await heartbeat(day);
  await dates(day);
  await requests(day);
}

async function guests({ park, checks, guest_id }: Day): Promise<void> {
  const found = async (typed: string) => {
    const rows = await dataOf(
      `the search for ${typed}`,
      park.manager.get(`/customers/search?q=${encodeURIComponent(typed)}`),
    );
    return rows.some(({ customer_id }: Json) => customer_id === guest_id);
  };
  const numbers = [
    "0812345678",
    "812345678",
    "081\u2013234\u20135678",
    "０８１２３４５６７８",
    "+66 81 234 5678",
    "\u202a0812345678\u202c",
    "๐๘๑๒๓๔๕๖๗๘",
    "5678",
  ];
  checks.add(
    18,
    "a guest by eight writings of 081-234-5678",
    numbers.length,
    (await Promise.all(numbers.map(found))).filter(Boolean).length,
  );
  const { customer_id } = await dataOf(
    "a guest",
    park.manager.post("/customers", { name: "แก้ว น้ำใส", phone: "+66 81 234 5678" }),
  );
  const noted = await dataOf("the guest", park.manager.post("/customers", { name: "Twin", phone: "๐๘๑ ๒๓๔ ๕๖๗๘" }));
  checks.add(
    18,
    "a second with that number is told of the first",
    "the first",
    noted.same_phone_as === guest_id ? "the first" : noted.same_phone_as,
  );
  const names = ["แก้ว", "เเก้ว", "แก\u200b้ว", "แก้ว นํ้าใส", "แก้ว น้ำใส", "แก้ว น\u0e49\u0e4d\u0e32ใส"];
  const by_name = names.map(async (typed) => {
    const rows = await dataOf(
      `the search for ${typed}`,
      park.manager.get(`/customers/search?q=${encodeURIComponent(typed)}`),
    );
    return rows.some((row: Json) => row.customer_id === customer_id);
  });
  checks.add(18, "แก้ว น้ำใส by six typings", names.length, (await Promise.all(by_name)).filter(Boolean).length);
}

async function sheets({ park, checks }: Day): Promise<void> {
  const body = { name: "3-4", note: "007", phone: "0877654321" };
  await dataOf("a guest", park.manager.post("/customers", body));
  const { text } = await park.manager.text("/sales?format=csv&limit=200");
  const [head = ""] = text.split("\r\n");
  checks.add(19, "sheet has the store's own time", true, /sold_at_local/.test(head));
  checks.add(
    19,
    "18 digits of a slip stay a text in the sheet",
    true,
    /="?"?622058590719860308|'622058590719860308/.test(
      (await park.manager.text("/payments?format=csv&limit=200")).text,
    ),
  );
}

async function heartbeat({ park, checks }: Day): Promise<void> {
  const told = await park.counter2.post("/provider/heartbeats", { sent_at: iso(Date.now()), battery: 87.5 });
  const devices = await park.owner.get("/devices");
  const device = devices.data?.find(({ device_id }: Json) => device_id === park.devices.till?.device_id);
  checks.add(
    29,
    "battery 87.5 %, and the list of devices tells it",
    ["done", "done", 87.5],
    [said(told.status), said(devices.status), device?.last_heartbeat?.battery],
  );
}

async function dates({ park, checks }: Day): Promise<void> {
  const slots = `/catalog/packages/${park.packages.day}/slots?date=`;
  const items = [{ package_id: park.packages.day, qty: 1 }];
  const asked: [string, Promise<{ status: number }>][] = [
    ["slots of the year 999", park.manager.get(`${slots}0999-12-31`)],
    [
      "a preview in the year 999",
      park.manager.post("/pricing/preview", { store_id: park.store_id, items, at: "0999-12-31T23:00:00Z" }),
    ],
    [
      "sums to the end of 9999, west of London",
      park.manager.get(`/redemptions/stats/summary?to=${encodeURIComponent("9999-12-31T23:59:59-01:00")}`),
    ],
  ];
  for (const [what, answer] of asked) checks.add(29, what, "refused (422)", said((await answer).status));
}

async function requests({ host, park, checks }: Day): Promise<void> {
  const statusOf = async (path: string, request?: RequestInit) => said((await park.manager.text(path, request)).status);
  checks.add(
    30,
    "limit=0x10 and limit=1e1",
    ["refused (422)", "refused (422)"],
    [await statusOf("/sales?limit=0x10"), await statusOf("/sales?limit=1e1")],
  );
  checks.add(30, "a query that nobody knows", "refused (422)", await statusOf("/employees/me?colour=red"));
  const post = (body: string | undefined, type: string) => ({
    method: "POST",
    body,
    headers: { "content-type": type, "idempotency-key": ulid() },
  });
  checks.add(30, "a sale as plain text", "refused (415)", await statusOf("/sales", post("{}", "text/plain")));
  checks.add(
    30,
    "a sale without a body",
    "refused (422)",
    await statusOf("/sales", post(undefined, "application/json")),
  );
  const not_allowed = await park.manager.text("/sales", { method: "DELETE" });
  checks.add(
    30,
    "methods that a refusal lists",
    "GET, POST",
    (not_allowed.headers.get("allow") ?? "")
      .split(/, */)
      .filter((word) => /GET|POST|PUT|PATCH|DELETE/.test(word))
      .toSorted()
      .join(", "),
  );
  const { token } = await order<{ token: string }>(host.url, "tokens", {
    tenant_id: park.tenant_id,
    ...park.devices.pos,
  });
  const ask = async (bearer: string) => {
    const answer = await fetch(`${host.url}/v1/devices/me`, { headers: { authorization: `Bearer ${bearer}` } });
    return ((await answer.json()) as Json).error?.code;
  };
  const forged = `${token.slice(0, -6)}AAAAAA`;
  checks.add(
    30,
    "a token of ours that is over, and a forged one",
    ["E_TOKEN_EXPIRED", "E_UNAUTHENTICATED"],
    [await ask(token), await ask(forged)],
  );
}
