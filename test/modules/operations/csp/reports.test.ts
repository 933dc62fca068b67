/**
 * Tests of browsers' reports: anyone may send them, the latest 500 of a day are kept, and only the provider reads them.
 */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call, newPark, newProvider, randomIp } from "../../../support/park.ts";

const report = (name: string) => ({
  "csp-report": {
    "document-uri": `https://park.test/${name}`,
    "effective-directive": "img-src",
    "blocked-uri": "data",
  },
});

const count = () => env.DB.prepare("SELECT COUNT(*) AS count FROM csp_reports").first<number>("count");

test("[I10] a report is stored for the provider only, latest first", async () => {
  for (const name of ["one", "two"])
    expect((await call("POST", "//csp/report", report(name), { ip: randomIp() })).data).toEqual({ kept: 1 });
  const provider = await newProvider();
  const { data, page } = await provider.get("/admin/csp/reports?limit=2");
  expect(data.map((each: { document_uri: string }) => each.document_uri)).toEqual([
    "https://park.test/two",
    "https://park.test/one",
  ]);
  expect(page).toMatchObject({ has_more: expect.any(Boolean) });
  const owner = await (await newPark()).person("owner");
  expect((await owner.get("/admin/csp/reports")).error?.code).toBe("E_PERMISSION");
});

test("of many reports the latest 500 of a day stay", async () => {
  const list = Array.from({ length: 20 }, (_, index) => ({
    body: { documentURL: `https://park.test/${index}`, effectiveDirective: "img-src" },
  }));
  for (let sent = 0; sent < 26; sent++) await call("POST", "//csp/report", list, { ip: randomIp() });
  expect(await count()).toBe(500);
  await env.DB.prepare("UPDATE csp_reports SET at = at - 86400001").run();
  await call("POST", "//csp/report", report("fresh"), { ip: randomIp() });
  expect(await count()).toBe(1);
});

test("[L3] an address may report 60 times a minute; an invalid body is accepted and dropped", async () => {
  const ip = randomIp();
  const statuses: number[] = [];
  for (let sent = 0; sent < 61; sent++)
    statuses.push((await call("POST", "//csp/report", { junk: sent }, { ip })).status);
  expect(statuses.slice(0, 60).every((status) => status === 200)).toBe(true);
  expect(statuses[60]).toBe(429);
});
