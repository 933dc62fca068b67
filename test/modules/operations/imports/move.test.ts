/** A move in small: items and customers with a bad row each, page by page, and the same files again (rules M3, M4). */

import { expect, test } from "vitest";
import { auditRows, countRows, newPark } from "../../../support/park.ts";
import { GUEST_HEADER, imported } from "./files.ts";

const ITEMS = ["Token,Item Name,Variation Name,SKU,Category,Price", "bad,Locker,Regular,,,free"];
const rowsOf = (count: number, row: (n: number) => string) => Array.from({ length: count }, (_, n) => row(n));

test("[M4] 2,000 customers and 200 items are one commit a page, one bad row stops no other, and a repeat changes nothing", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const before = await countRows("packages", park.tenant_id);
  const items = [...ITEMS, ...rowsOf(200, (n) => `t${n},Item ${n},Regular,s${n},Group ${n % 10},${n + 1}.50`)].join(
    "\n",
  );
  const guests = [
    GUEST_HEADER,
    "bad,Mali,,call me,,0,",
    ...rowsOf(2_000, (n) => `c${n},ลูกค้า ${n},g${n}@x.th,8${10_000_000 + n},,0,`),
  ].join("\n");
  expect(await imported(owner, "items", items)).toMatchObject({ created: 200, failed: 1 });
  const job = await imported(owner, "customers", guests);
  expect(job).toMatchObject({ created: 2_000, failed: 1, pages: 9, next_page: 9 });
  const pages = (await auditRows(park.tenant_id)).filter(
    ({ subject_id, event }) => subject_id === job.import_id && event.startsWith("import.page_done"),
  );
  expect(pages).toHaveLength(8);
  for (const [kind, text, unchanged] of [
    ["items", items, 200],
    ["customers", guests, 2_000],
  ] as const)
    expect(await imported(owner, kind, text)).toMatchObject({ created: 0, changed: 0, unchanged, failed: 1 });
  expect(await countRows("packages", park.tenant_id)).toBe(before + 200);
  expect(await countRows("customers", park.tenant_id)).toBe(2_000);
});
