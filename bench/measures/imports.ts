/** Moving in: files of customers and items, from their upload to the last row, and the same files again (B23). */

import { loadavg } from "node:os";
import { buildBenchPark } from "../bench-park.ts";
import { Client } from "../client.ts";
import { type Row, row } from "../report.ts";
import { type Bench, pause } from "./harness.ts";

const CUSTOMERS = 20_000;
const ITEMS = 2_000;
const LIMIT_MS = 60_000;
/** The console looks as often as that. */
const LOOK_MS = 2_000;

interface Import {
  import_id: string;
  mapping: object;
  status: string;
  rows: number;
  next_page: number;
  created: number;
  changed: number;
  unchanged: number;
  failed: number;
}

export async function measureImports({ runtime }: Bench): Promise<Row[]> {
  const port = runtime.ports.product;
  const park = await buildBenchPark(runtime.env, port, "imports.bench.test");
  const owner = await new Client(port).loginPerson(park.owner);
  const load = loadavg()[0] ?? 0;
  const first = await moveIn(owner);
  const again = await moveIn(owner);
  const made = first.jobs.reduce((sum, job) => sum + job.created, 0);
  const refused = first.jobs.reduce((sum, job) => sum + job.failed, 0);
  const touched = again.jobs.reduce((sum, job) => sum + job.created + job.changed, 0);
  return [
    row({
      id: "B23",
      name: `${CUSTOMERS} customers and ${ITEMS} items, with dry runs`,
      unit: "ms",
      figure: first.elapsed_ms,
      target: `≤ ${LIMIT_MS} ms`,
      ok: first.elapsed_ms <= LIMIT_MS,
      detail: { load, upload_ms: first.upload_ms, check_ms: first.check_ms, run_ms: first.run_ms },
    }),
    row({
      id: "B23",
      name: "  … different states of progress that the page shows",
      unit: "times",
      figure: first.seen,
      target: "≥ 3",
      ok: first.seen >= 3,
    }),
    row({
      id: "B23",
      name: "  … rows made, with one bad row in each file",
      unit: "rows",
      figure: made,
      target: "all others",
      ok: made === CUSTOMERS + ITEMS && refused === 2,
      detail: { refused },
    }),
    row({ id: "B23", name: "  … the same files again", unit: "ms", figure: again.elapsed_ms }),
    row({
      id: "B23",
      name: "  … things that they make or change",
      unit: "rows",
      figure: touched,
      target: "none",
      ok: touched === 0,
    }),
  ];
}

async function moveIn(owner: Client) {
  const started = performance.now();
  const spent = { upload_ms: 0, check_ms: 0, run_ms: 0 };
  const jobs: Import[] = [];
  let seen = 0;
  for (const [kind, text] of [
    ["items", itemsFile(ITEMS)],
    ["customers", customersFile(CUSTOMERS)],
  ] as const) {
    const from = performance.now();
    const content = Buffer.from(text).toString("base64");
    const upload = await owner.post("/imports", { kind, file_name: `${kind}.csv`, content });
    const { import_id, mapping }: Import = upload.data;
    const uploaded = performance.now();
    await owner.put(`/imports/${import_id}/mapping`, { mapping });
    const checked = performance.now();
    await owner.post(`/imports/${import_id}/start`, undefined);
    const pages = new Set<number>();
    let job: Import;
    do {
      await pause(LOOK_MS);
      job = (await owner.get(`/imports/${import_id}`)).data;
      pages.add(job.next_page);
    } while (job.status === "running");
    if (job.status !== "finished") throw new Error(`the import is ${job.status}`);
    spent.upload_ms += uploaded - from;
    spent.check_ms += checked - uploaded;
    spent.run_ms += performance.now() - checked;
    seen = Math.max(seen, pages.size);
    jobs.push(job);
  }
  return { ...spent, jobs, seen, elapsed_ms: performance.now() - started };
}

/** Loyverse's shape; the last row has a bad cell. */
function customersFile(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, n) => `c${n},ลูกค้า ${n},guest${n}@example.com,8${String(10_000_000 + n)},,0,`,
  );
  return [
    "Customer ID,Customer name,Email,Phone,Customer code,Points balance,Note",
    ...rows,
    "bad,Mali,,call me,,0,",
  ].join("\r\n");
}

/** Square's shape; the last row has a bad cell. */
function itemsFile(count: number): string {
  const rows = Array.from({ length: count }, (_, n) => `t${n},Item ${n},Regular,s${n},,Group ${n % 40},${n + 1}.50`);
  return ["Token,Item Name,Variation Name,SKU,Description,Category,Price", ...rows, "bad,Locker,Regular,,,,free"].join(
    "\r\n",
  );
}
