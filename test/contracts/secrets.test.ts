/** Secrets in replies: the schema alone decides that a reply is stored sealed. */

import { expect, test } from "vitest";
import * as z from "zod";
import { contracts } from "../../src/app.ts";
import { holdsSecret, SECRET_FIELDS } from "../../src/platform/http/secret-fields.ts";
import { nameOf } from "./walk.ts";

/** Names that end like a secret's but open nothing. */
const HARMLESS = new Set([
  "reason_code",
  "void_reason_code",
  "promo_codes",
  "branch_code",
  "code",
  "key",
  "object_key",
  "error_code",
]);

/** Every field name of a schema, at any depth. */
function namesIn(schema: z.ZodType): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "properties" && typeof inner === "object" && inner)
        for (const name of Object.keys(inner)) names.add(name);
      visit(inner);
    }
  };
  visit(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return names;
}

test("[T5] each reply field that is named like a secret is one, or is listed as opening nothing", () => {
  const unknown = contracts.flatMap((contract) =>
    [...namesIn(contract.reply)]
      .filter((name) => /(^|_)(tokens?|pins?|secrets?|keys?|codes?|passwords?)$/.test(name))
      .filter((name) => !SECRET_FIELDS.has(name) && !HARMLESS.has(name))
      .map((name) => `${nameOf(contract)}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

test("[T5] [I6] a route whose reply has such a field at any depth stores its replies sealed, and no other does", () => {
  for (const contract of contracts) {
    const tells = [...namesIn(contract.reply)].some((name) => SECRET_FIELDS.has(name));
    expect([nameOf(contract), contract.secret]).toEqual([nameOf(contract), tells]);
  }
  const sealed = contracts.filter(({ secret, idempotency }) => secret && idempotency !== "natural").map(nameOf);
  for (const name of ["POST /sales", "POST /reprints", "POST /lots", "POST /employees", "POST /pairings"])
    expect(sealed).toContain(name);
});

test.each([
  ["an object in a list", z.array(z.object({ qr_token: z.string() })), true],
  ["a union of shapes", z.union([z.string(), z.object({ pin: z.string().nullable() })]), true],
  ["a record's value", z.record(z.string(), z.object({ site_key: z.string() }).optional()), true],
  ["a lazy shape", z.lazy(() => z.object({ secret: z.string() })), true],
  ["a parsed text", z.object({ at: z.string().transform(Number) }), false],
  ["a code that opens nothing", z.object({ reason_code: z.string() }), false],
])("[T5] a secret is found in %s", (_, schema, found) => {
  expect(holdsSecret(schema)).toBe(found);
});

/** Routes with a key whose handler decides about permission, each with the reason why the key is the device's. */
const SHARED_KEYS: Readonly<Record<string, string>> = {
  "POST /refunds": "a grant replaces the permission; money goes back once",
  "POST /tickets/refund": "like POST /refunds",
  "POST /reprints": "a grant replaces the permission; the paper is printed once, and its codes are shown to one person",
  "POST /tickets/reprint": "like POST /reprints",
  "POST /tickets/:ticket_id/reissue": "like POST /reprints",
  "PATCH /payments/:payment_id": "changes a payment, whoever sends it",
};

test("[I6] the key of a route that anybody may call is the person's own, or the route is listed with a reason", () => {
  const open = contracts.filter(
    ({ access, idempotency }) => !access.public && access.permission === "authenticated" && idempotency !== "natural",
  );
  const shared = open.filter(({ personal }) => !personal).map(nameOf);
  expect(shared.toSorted()).toEqual(Object.keys(SHARED_KEYS).toSorted());
});
