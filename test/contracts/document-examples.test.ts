/** Examples of the document: each is the request that the walk sends, with ids, times and secrets of the right form. */

import { expect, test } from "vitest";
import { examples as recorded } from "../../src/platform/http/examples.ts";
import { newPark } from "../support/park.ts";
import { type ExampleRequest, managerOf } from "./examples.ts";
import { routes } from "./walk.ts";

const SECRETS: Readonly<Record<string, string>> = { pin: "482193", totp_code: "492039" };

/** A value for the document: nothing in it is random or depends on the day. */
function asShown(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => asShown(item, name));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asShown(inner, key)]));
  if (typeof value !== "string") return value;
  if (SECRETS[name] && /^\d+$/.test(value)) return SECRETS[name];
  if (/(_token|site_key|qr_token|secret|recovery_code)$/.test(name)) return "xxxxxxxxxxxxxxxx";
  return value
    .replaceAll(/[0-7][0-9A-HJKMNP-TV-Z]{25}/g, "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "park")
    .replaceAll(/@[\w.-]+$/g, "@park.test")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-12-01T03:00:00.000Z")
    .replaceAll(/^\d{4}-\d\d-\d\d$/g, "2026-12-01");
}

/** The names and kinds of a value's parts. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(formOf);
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, formOf(inner)]));
}

const shown: Record<string, unknown> = recorded;

test("[I1] every operation's example in the document is the request that the walk sends", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const sent: Record<string, unknown> = {};
  for (const { name, example } of routes) {
    const { params, query, body }: ExampleRequest = await example.make(park, manager);
    sent[name] = asShown(JSON.parse(JSON.stringify({ params, query, body })));
  }
  const differs = Object.keys(sent).filter(
    (name) => JSON.stringify(formOf(sent[name])) !== JSON.stringify(formOf(shown[name])),
  );
  if (differs.length > 0) console.log(`EXAMPLES${JSON.stringify(sent)}`);
  expect(differs, "src/platform/http/examples.ts has other requests; the sent ones are printed above").toEqual([]);
  expect(Object.keys(shown).toSorted()).toEqual(Object.keys(sent).toSorted());
});
