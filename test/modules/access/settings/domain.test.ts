/** Tests of settings' domain: values and levels as tables, the README's list of keys, and the shares of flags. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FlagConditions, type FlagSubject, isOn } from "../../../../src/modules/access/settings/domain/flags.ts";
import { DEFINITIONS, SETTING_KEYS, type SettingKey } from "../../../../src/modules/access/settings/domain/keys.ts";
import { mergedOf, problemWith, settingOf } from "../../../../src/modules/access/settings/domain/merge.ts";
import { fc } from "../../../support/properties.ts";

const README = join(import.meta.dirname, "../../../../src/modules/access/settings/README.md");

test("the README lists every key as defined; update it with `npm test -- settings/domain -u`", async () => {
  const text = readFileSync(README, "utf8");
  const rows = SETTING_KEYS.map((key) => {
    const { kind, default: standard, unit, levels, description_en } = DEFINITIONS[key];
    const value = `${kind.must.replace(/^must be /, "")}${unit ? ` (${unit})` : ""}`;
    return [`\`${key}\``, description_en, value, `\`${JSON.stringify(standard)}\``, levels.join(", ")];
  });
  const cells = [["Key", "What it sets", "Value", "Default", "Levels"], ["", "", "", "", ""], ...rows];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const table = cells.map((row, at) => {
    const padded = row.map((cell, column) => cell.padEnd(widths[column] ?? 0, at === 1 ? "-" : " "));
    return `| ${padded.join(" | ")} |\n`;
  });
  const section = /(?<=<!-- keys -->\n)[\s\S]*(?=<!-- end of keys -->)/;
  expect(text).toMatch(section);
  await expect(text.replace(section, `\n${table.join("")}\n`)).toMatchFileSnapshot(README);
});

describe("a value", () => {
  test("every default fits its key, and every key may be set for the tenant", () => {
    for (const key of SETTING_KEYS)
      expect([key, problemWith(key, DEFINITIONS[key].default, "tenant")]).toEqual([key, null]);
  });

  const fitting: [SettingKey, unknown[], unknown[]][] = [
    ["pricing.tax_level", ["line", "total"], ["lines", "", 0, null, undefined, ["line"]]],
    ["pricing.cash_rounding", [0, 25, 100], [50, -25, 25.5, "25", true, Number.NaN]],
    ["shifts.blind_count", [true, false], ["true", 1, 0, null]],
    ["open_tickets.expire_after_min", [1, 10_080], [0, 10_081, 1.5, "720", Infinity]],
    ["loyalty.point_value", [1, 100_000_000], [0, -1, 100_000_001]],
    ["tax.branch_code", ["00000", "00012"], ["0", "000000", "0000a", 0, ""]],
    [
      "tax.seller_tax_id",
      ["0105559001235", ""],
      ["0105559001234", "010555900123", "01055590012350", "0-1055-5900123-5", 105559001235],
    ],
    ["tax.seller_name", ["บริษัท สวนสนุก จำกัด", ""], [" x", "x ", "a\nb", "x".repeat(121), "4111 1111 1111 1111", 7]],
  ];
  test.each(fitting)("[I3] a value of %s is accepted or refused by its definition", (key, good, bad) => {
    for (const value of good) expect([value, problemWith(key, value, "tenant")]).toEqual([value, null]);
    for (const value of bad) expect([value, problemWith(key, value, "tenant")?.path]).toEqual([value, "value"]);
  });

  test("a company-wide key cannot be set for a store", () => {
    expect(problemWith("loyalty.point_value", 100, "store")?.path).toBe("store_id");
    expect(problemWith("tax.branch_code", "00001", "store")).toBeNull();
  });

  test("a Thai tax id fits with one check digit of ten", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12}$/), (digits) => {
        const ids = Array.from({ length: 10 }, (_, digit) => `${digits}${digit}`);
        expect(ids.filter((id) => problemWith("tax.seller_tax_id", id, "tenant") === null)).toHaveLength(1);
      }),
    );
  });
});

describe("the value in force", () => {
  const row = (store_id: string, key: string, value: unknown) => ({ store_id, key, value });
  const key = "pricing.cash_rounding";
  const cases: [string, ReturnType<typeof row>[], unknown, string][] = [
    ["the default where nobody set any", [], 0, "default"],
    ["the tenant's over the default", [row("", key, 25)], 25, "tenant"],
    ["the store's over the default", [row("s", key, 100)], 100, "store"],
    ["the store's over the tenant's, if it is the default again", [row("s", key, 0), row("", key, 25)], 0, "store"],
    ["the tenant's where the store's fits no more", [row("", key, 25), row("s", key, 50)], 25, "tenant"],
    ["the default where neither fits any more", [row("", key, "25"), row("s", key, null)], 0, "default"],
    ["the default where another key is set", [row("", "pricing.old", 25)], 0, "default"],
  ];
  test.each(cases)("is %s", (_, kept, value, source) => {
    expect(settingOf(key, kept)).toMatchObject({ value, source });
    expect(mergedOf(kept)[key]).toBe(value);
  });

  test("a stored value of a store does not count for a company-wide key", () => {
    const kept = [row("s", "loyalty.point_value", 500), row("", "loyalty.point_value", 200)];
    expect(settingOf("loyalty.point_value", kept)).toMatchObject({ value: 200, source: "tenant", store_value: null });
  });

  test("false is a value, and differs from no value", () => {
    const kept = [row("s", "shifts.blind_count", false)];
    expect(settingOf("shifts.blind_count", kept)).toMatchObject({
      value: false,
      store_value: false,
      tenant_value: null,
    });
  });
});

describe("a flag", () => {
  const till: FlagSubject = { id: "d1", store_id: "s1", device_type: "POS" };
  const someone: FlagSubject = { id: "e1", store_id: null, device_type: null };
  const flagged = (conditions: FlagConditions | null, enabled = true) => ({ flag: "kiosk", enabled, conditions });

  const cases: [string, FlagConditions | null, FlagSubject, boolean][] = [
    ["no conditions", null, till, true],
    ["no conditions in them", {}, someone, true],
    ["its store", { store_ids: ["s2", "s1"] }, till, true],
    ["another store", { store_ids: ["s2"] }, till, false],
    ["a store, for someone in none", { store_ids: ["s1"] }, someone, false],
    ["its type of device", { device_types: ["POS"] }, till, true],
    ["another type of device", { device_types: ["GATE", "KIOSK"] }, till, false],
    ["a type of device, for someone without one", { device_types: ["POS"] }, someone, false],
    ["its store and another type", { store_ids: ["s1"], device_types: ["GATE"] }, till, false],
    ["everybody", { percentage_bps: 10_000 }, till, true],
    ["nobody", { percentage_bps: 0 }, till, false],
  ];
  test.each(cases)("on condition of %s", (_, conditions, subject, on) => {
    expect(isOn(flagged(conditions), subject)).toBe(on);
    expect(isOn(flagged(conditions, false), subject)).toBe(false);
  });

  test("a share of devices has the same devices every time, and on any machine", () => {
    const parts = {
      "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH": 7277,
      "01K3ZJ8Q4N7V0Y2B5C6D8E9FGJ": 2039,
      "01K3ZJ8Q4N7V0Y2B5C6D8E9FGK": 4420,
    };
    for (const [id, part] of Object.entries(parts)) {
      expect(isOn(flagged({ percentage_bps: part }), { ...till, id })).toBe(false);
      expect(isOn(flagged({ percentage_bps: part + 1 }), { ...till, id })).toBe(true);
    }
  });

  test.each([100, 1_000, 2_500, 5_000, 9_000, 9_900])(
    "for %i of 10,000 parts is on for that share of 10,000 ids",
    (bps) => {
      const ids = Array.from({ length: 10_000 }, (_, at) => `01K3ZJ8Q4N7V0Y2B5C6D8${String(at).padStart(5, "0")}`);
      const on = ids.filter((id) => isOn(flagged({ percentage_bps: bps }), { ...till, id })).length;
      expect(Math.abs(on - bps)).toBeLessThanOrEqual(200);
    },
  );

  test("a raised share turns no device off", () => {
    const share = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(fc.string(), share, share, (id, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const subject = { ...till, id };
        if (isOn(flagged({ percentage_bps: less }), subject))
          expect(isOn(flagged({ percentage_bps: more }), subject)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("each flag has its own share: its devices are not those of another flag", () => {
    const ids = Array.from({ length: 1_000 }, (_, at) => String(at));
    const on = (flag: string) =>
      ids.filter((id) => isOn({ ...flagged({ percentage_bps: 5_000 }), flag }, { ...till, id }));
    const both = on("a").filter((id) => on("b").includes(id)).length;
    expect(both).toBeGreaterThan(150);
    expect(both).toBeLessThan(350);
  });
});
