/** Names of secret fields: a reply whose schema has one at any depth is stored sealed (rule T5). */

import type * as z from "zod";

/** A field has one name everywhere, so its name alone shows that its value is a secret. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set([
  "access_token",
  "refresh_token",
  "device_token",
  "onboarding_token",
  "approval_token",
  "site_key",
  "pin",
  "secret",
  "otpauth_uri",
  "recovery_codes",
  "qr_token",
  "qr_svg",
  "short_code",
  // Rows of an uploaded file, with guests' data or the codes of their tickets.
  "sample",
  // It makes the hashes by which gates know codes of other systems.
  "foreign_code_key",
]);

/** Whether a value of this schema may have a secret. */
export function holdsSecret(schema: z.ZodType): boolean {
  return holdsField(schema, (name) => SECRET_FIELDS.has(name));
}

/** Whether a value of this schema may have, at any depth, a field with a sought name. */
export function holdsField(schema: z.ZodType, isSought: (name: string) => boolean): boolean {
  return searchSchema(schema as z.core.$ZodType, isSought, new Set());
}

function searchSchema(
  schema: z.core.$ZodType,
  isSought: (name: string) => boolean,
  seen: Set<z.core.$ZodType>,
): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  const search = (inner: z.core.$ZodType) => searchSchema(inner, isSought, seen);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).some(([name, field]) => isSought(name) || search(field));
    case "array":
      return search(def.element);
    case "tuple":
      return def.items.some(search) || (def.rest !== null && search(def.rest));
    case "record":
    case "map":
      return search(def.valueType);
    case "union":
      return def.options.some(search);
    case "intersection":
      return search(def.left) || search(def.right);
    case "pipe":
      return search(def.in) || search(def.out);
    case "lazy":
      return search(def.getter());
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return search(def.innerType);
    default:
      return false;
  }
}
