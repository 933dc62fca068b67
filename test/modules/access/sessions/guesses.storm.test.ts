/**
 * Storm of guesses: a PIN of four digits resists ten thousand guesses, because only 25 are checked in a day (rule A3).
 */

import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { addPerson, call, clientOf, countRefusals, countRows, newPark, writeRepeats } from "../../../support/park.ts";
import { shortOrLong } from "../../../support/storms.ts";

const DEVICES = 20;
const GUESSES = shortOrLong(4_000, 10_000);
/** The number of a device's guesses that are under way at once. */
const AT_ONCE = 25;

afterEach(() => vi.restoreAllMocks());

test(`[A3] of ${GUESSES} guesses at once, over 20 devices, 25 are checked, and everybody else still logs in`, async () => {
  const park = await newPark();
  const target = await addPerson(park, { [park.store_id]: ["cashier"] });
  const tills = await Promise.all(
    Array.from({ length: DEVICES }, async () => {
      const device = await call("POST", "/auth/device/login", await park.addDevice("POS"));
      return clientOf(device.data.access_token);
    }),
  );
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const looked_at = vi.spyOn(crypto.subtle, "deriveBits");

  // The long form tries each PIN of four digits once.
  const pins = Array.from({ length: GUESSES }, (_, number) =>
    String((number + GUESSES / 2) % GUESSES).padStart(4, "0"),
  );
  const codes = new Map<string, number>();
  const guess = async (till: (typeof tills)[number]) => {
    for (let pin = pins.pop(); pin !== undefined; pin = pins.pop()) {
      const { status, error } = await till.post("/employees/login", { email: target.email, pin });
      const answer = `${status} ${error?.code}`;
      codes.set(answer, (codes.get(answer) ?? 0) + 1);
    }
  };
  const guessing = Promise.all(tills.flatMap((till) => Array.from({ length: AT_ONCE }, () => guess(till))));

  const others = [];
  for (const key of ["owner", "manager", "supervisor", "cashier"] as const) {
    const { email, pin } = park.employees[key] ?? {};
    others.push((await call("POST", "/employees/login", { email, pin })).status);
  }
  expect(pins.length).toBeGreaterThan(0);
  expect(others).toEqual([200, 200, 200, 200]);
  await guessing;

  // A device's requests beyond 300 a minute are refused by the rate limit.
  const { "401 E_CREDENTIALS": wrong, "429 E_PIN_LOCKED": locked = 0, ...rest } = Object.fromEntries(codes);
  expect([wrong, locked + (rest["429 E_RATE_LIMIT"] ?? 0)]).toEqual([25, GUESSES - 25]);
  expect(looked_at).toHaveBeenCalledTimes(25 + others.length);
  const rows = await countRows("audits", park.tenant_id, "event = 'employee.login_refused'");
  expect(rows).toBeLessThan(200);
  await writeRepeats(env.EMPLOYEE.getByName(`${park.tenant_id}:${target.employee_id}`));
  expect(await countRefusals(park.tenant_id, "employee.login_refused")).toEqual({ wrong: 25, locked });
  vi.useRealTimers();
  const right = await call("POST", "/employees/login", { email: target.email, pin: target.pin });
  expect([right.status, right.error?.code]).toEqual([429, "E_PIN_LOCKED"]);
}, 400_000);
