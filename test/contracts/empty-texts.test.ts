/** Empty texts: a text that may be left out may also be empty, in every request, because forms send empty fields (rule I4). */

import { expect, test } from "vitest";
import type * as z from "zod";
import { contracts } from "../../src/app.ts";
import { nameOf } from "./walk.ts";

/** Fields that must not be emptied, each with its reason. A field that is left out stays unchanged. */
const NEVER_EMPTY: Readonly<Record<string, string>> = {
  "PATCH /devices/:device_id name": "a device has a name",
  "PATCH /employees/:employee_id name": "a person has a name",
  "PATCH /provider/tenants/:tenant_id name": "a tenant has a name",
  "PATCH /tenant name": "a tenant has a name",
  "PATCH /stores/:store_id name": "a store has a name",
};

/** Credentials and names of machines: nobody types them, so an empty one is a fault of the client. */
const NO_TEXT = new Set(["approval_token", "cursor", "list_cursor", "site_key", "qr_token", "short_code", "method"]);

interface Field {
  name: string;
  schema: z.ZodType;
}

/** The optional text fields of a request, at any depth. */
function optionalTexts(schema: z.ZodType, seen = new Set<unknown>()): Field[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const { def } = (schema as unknown as z.core.$ZodTypes)._zod;
  const inner = (next: unknown) => optionalTexts(next as z.ZodType, seen);
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).flatMap(([name, field]) => {
        const asked = field as z.ZodType;
        const may_be_left_out = asked.safeParse(undefined).success;
        const found = may_be_left_out && asked.safeParse("some words").success ? [{ name, schema: asked }] : [];
        return [...found, ...inner(asked)];
      });
    case "array":
      return inner(def.element);
    case "union":
      return def.options.flatMap(inner);
    case "pipe":
      return inner(def.in);
    case "optional":
    case "nullable":
    case "default":
      return inner(def.innerType);
    default:
      return [];
  }
}

const fields = contracts.flatMap((contract) => {
  const asked = contract.body ? optionalTexts(contract.body) : [];
  return asked.map((field) => ({ ...field, contract, full_name: `${nameOf(contract)} ${field.name}` }));
});

test("[I4] an empty text or null counts as left out in every request with an optional text", () => {
  const texts = fields.filter(({ name, contract }) => !NO_TEXT.has(name) && !contract.foreign_body);
  expect(texts.length).toBeGreaterThan(50);
  const refused = texts.filter(({ schema }) => ["", "  ", null].some((none) => !schema.safeParse(none).success));
  expect(refused.map(({ full_name }) => full_name).toSorted()).toEqual(Object.keys(NEVER_EMPTY).toSorted());
  for (const { schema, full_name } of texts)
    if (!(full_name in NEVER_EMPTY)) expect([full_name, schema.parse(" ") || null]).toEqual([full_name, null]);
});
