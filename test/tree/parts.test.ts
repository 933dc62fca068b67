/** Parts of another's commit: each has its own refusals, and the compiler finds an export that a caller must join by hand. */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CommitPart, Refusal } from "../../src/platform/db/commit.ts";
import type { Statement } from "../../src/platform/db/sql.ts";

const ROOT = join(import.meta.dirname, "../..");

interface Modules {
  "access/alerts": typeof import("../../src/modules/access/alerts/index.ts");
  "access/api-tokens": typeof import("../../src/modules/access/api-tokens/index.ts");
  "access/devices": typeof import("../../src/modules/access/devices/index.ts");
  "access/employees": typeof import("../../src/modules/access/employees/index.ts");
  "access/secrets": typeof import("../../src/modules/access/secrets/index.ts");
  "access/sessions": typeof import("../../src/modules/access/sessions/index.ts");
  "access/settings": typeof import("../../src/modules/access/settings/index.ts");
  "access/tenants": typeof import("../../src/modules/access/tenants/index.ts");
  "admission/gate": typeof import("../../src/modules/admission/gate/index.ts");
  "admission/lots": typeof import("../../src/modules/admission/lots/index.ts");
  "admission/scans": typeof import("../../src/modules/admission/scans/index.ts");
  "admission/ticket-codes": typeof import("../../src/modules/admission/ticket-codes/index.ts");
  "admission/tickets": typeof import("../../src/modules/admission/tickets/index.ts");
  "counter/open-tickets": typeof import("../../src/modules/counter/open-tickets/index.ts");
  "counter/payments": typeof import("../../src/modules/counter/payments/index.ts");
  "counter/refunds": typeof import("../../src/modules/counter/refunds/index.ts");
  "counter/reprints": typeof import("../../src/modules/counter/reprints/index.ts");
  "counter/sales": typeof import("../../src/modules/counter/sales/index.ts");
  "counter/shifts": typeof import("../../src/modules/counter/shifts/index.ts");
  "counter/timecards": typeof import("../../src/modules/counter/timecards/index.ts");
  "guests/customers": typeof import("../../src/modules/guests/customers/index.ts");
  "offer/approvals": typeof import("../../src/modules/offer/approvals/index.ts");
  "offer/carts": typeof import("../../src/modules/offer/carts/index.ts");
  "offer/pictures": typeof import("../../src/modules/offer/pictures/index.ts");
  "offer/catalog": typeof import("../../src/modules/offer/catalog/index.ts");
  "offer/pricing": typeof import("../../src/modules/offer/pricing/index.ts");
  "operations/audits": typeof import("../../src/modules/operations/audits/index.ts");
  "operations/backups": typeof import("../../src/modules/operations/backups/index.ts");
  "operations/health": typeof import("../../src/modules/operations/health/index.ts");
  "operations/live": typeof import("../../src/modules/operations/live/index.ts");
  "operations/provider": typeof import("../../src/modules/operations/provider/index.ts");
  "operations/status": typeof import("../../src/modules/operations/status/index.ts");
  "operations/ticket-history": typeof import("../../src/modules/operations/ticket-history/index.ts");
  "operations/usage": typeof import("../../src/modules/operations/usage/index.ts");
  "operations/webhooks": typeof import("../../src/modules/operations/webhooks/index.ts");
}

/** What a caller must join to its commit by hand. */
type Loose = Statement | readonly Statement[] | Refusal | readonly Refusal[];

type IsLoose<Value> = [NonNullable<Value>] extends [never] ? false : Value extends Loose ? true : false;

/** The names of the fields that are loose, but for the lists of a part itself. */
type LooseFields<Value> = {
  [Field in keyof Value]-?: true extends IsLoose<NonNullable<Value[Field]>>
    ? Value extends CommitPart
      ? Exclude<Field, keyof CommitPart>
      : Field
    : never;
}[keyof Value];

/** Whether a value, an item of it or one of its fields is loose. Of a union one is enough. */
type HasLoose<Value> = Value extends Loose
  ? true
  : Value extends readonly (infer Item)[]
    ? HasLoose<Item>
    : Value extends object
      ? IsSome<LooseFields<Value>>
      : false;
type IsSome<Names> = [Names] extends [never] ? false : true;

/** The names of the exports that are loose, or are functions that return or promise what is. */
type LooseExports<Module> = {
  [Name in keyof Module]: Module[Name] extends (...input: never) => infer Result
    ? true extends HasLoose<NonNullable<Awaited<Result>>>
      ? Name
      : never
    : true extends IsLoose<Module[Name]>
      ? Name
      : never;
}[keyof Module];

type Found = { [Path in keyof Modules]: `${Path} ${LooseExports<Modules[Path]> & string}` }[keyof Modules];

/** Every loose export, with why. The compiler asks for one that is missing, and refuses one that is not there. */
const EXCEPTIONS: Record<Found, string> = {
  "access/tenants clockOffsetMs": "it is a value, taken into queries over all tenants, which may not name tenants",
  "admission/tickets countPrint": "its printed_count is SQL that a later statement of the same commit reads",
  "counter/sales insertSpans": "a restore keeps books of rows that are no new act, and takes no parts",
  "counter/sales ticketsSoldTo": "it is a condition, taken into a statement of tickets, which may not name sales",
};

/** What the compiler must find, and what it must let be. */
interface Planted {
  statement(): Statement;
  statements(): Statement[];
  promised(): Promise<readonly Statement[]>;
  sometimes(): Statement | null;
  field(): { write: Statement; ticket_id: string };
  maybe_field(): { write?: Statement };
  list_field(): { statements: Statement[] };
  refused_by_hand(): { writes: Statement[]; refusal: Refusal };
  listed(): { write: Statement }[];
  refusal: Refusal;
  part(): CommitPart;
  parts(): CommitPart[];
  promised_part(): Promise<CommitPart | null>;
  part_and_more(): { part: CommitPart; tickets: string[] };
  part_with_more(): CommitPart & { approver_id: string };
  value(): { name: string; lines: string[] };
  nothing(): Promise<void>;
  unknown(): unknown;
}

const PLANTED: Record<LooseExports<Planted>, true> = {
  statement: true,
  statements: true,
  promised: true,
  sometimes: true,
  field: true,
  maybe_field: true,
  list_field: true,
  refused_by_hand: true,
  listed: true,
  refusal: true,
};

test("no module exports a statement or refusal that a caller must join by hand, but for those with a reason", () => {
  expect(Object.values(EXCEPTIONS).filter((reason) => reason === "")).toEqual([]);
  expect(Object.keys(PLANTED)).toHaveLength(10);
});

test("every module with an index is looked at", () => {
  const text = readFileSync(join(ROOT, "test/tree/parts.test.ts"), "utf8");
  const looked_at = [
    ...text.matchAll(/^ {2}"([\w/-]+)": typeof import\("\.\.\/\.\.\/src\/modules\/\1\/index\.ts"\);$/gm),
  ];
  const indexes = globSync("src/modules/*/*/index.ts", { cwd: ROOT }).map((path) =>
    path.split("/").slice(2, 4).join("/"),
  );
  expect(looked_at.map(([, path]) => path).toSorted()).toEqual(indexes.toSorted());
});
