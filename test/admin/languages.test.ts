/** Tests of the console's languages: Thai and English have the same keys and values, each is used, and no text stands in code. */

import IntlMessageFormat from "intl-messageformat";
import { expect, test } from "vitest";
import { bareTextsIn, fits, readSources, readTexts, usesIn, valuesOf } from "./texts.ts";

const en = readTexts("en");
const th = readTexts("th");
const sources = readSources();
const found = sources.map(usesIn);
const uses = found.flatMap((file) => file.uses);
const pairs = Object.entries(en).flatMap(([namespace, texts]) =>
  Object.entries(texts).map(([key, text]) => ({ namespace, key, text, thai: th[namespace]?.[key] })),
);

test("both languages have the same namespaces and keys", () => {
  const keysOf = (all: typeof en) =>
    Object.entries(all).flatMap(([namespace, texts]) => Object.keys(texts).map((key) => `${namespace}:${key}`));
  expect(pairs.length).toBeGreaterThan(200);
  expect(keysOf(th).toSorted()).toEqual(keysOf(en).toSorted());
});

test("each text is valid ICU, and both languages have the same values in it", () => {
  const faulty = pairs.filter(({ text, thai = "" }) => {
    new IntlMessageFormat(text, "en");
    new IntlMessageFormat(thai, "th");
    return valuesOf(text).join() !== valuesOf(thai).join();
  });
  expect(faulty).toEqual([]);
});

/** Names and signs that both languages share. */
const SHARED =
  /^(?:[a-z]+-\{from\}-\{to\}|[^A-Za-z]*|PlayPark|Loyverse|Square|WooCommerce|Odoo|CSV|PDF|PIN|VAT|English|ไทย|\{[^}]*\}(?:\W*\{[^}]*\})*|(?:\{\w+\}|\W)+)$/;

test("a Thai text is Thai", () => {
  const english = pairs.filter(
    ({ text, thai = "" }) => !/[\u0E00-\u0E7F]/.test(thai) && !SHARED.test(text) && !SHARED.test(thai),
  );
  expect(english.map(({ namespace, key, thai }) => `${namespace}:${key} ${thai}`)).toEqual([]);
});

test("each text that the code asks for exists", () => {
  const unknown = uses.filter(
    (use) => use.namespace !== null && !Object.keys(en[use.namespace] ?? {}).some((key) => fits(key, use)),
  );
  expect(uses.length).toBeGreaterThan(300);
  expect(unknown).toEqual([]);
});

test("a key is written out, has a fixed part, or is a word of a list, so that its uses can be found", () => {
  expect(found.flatMap((file) => file.unclear)).toEqual([]);
});

/** Namespaces whose keys are words of the API or of a list. */
const WORD_LISTS = ["alert", "difference", "filter", "refusal"];

test("each text is used", () => {
  const words = new Set(sources.flatMap(({ text }) => [...text.matchAll(/"([^"\n]+)"/g)].map(([, word]) => word)));
  const unused = pairs.filter(
    ({ namespace, key }) =>
      !WORD_LISTS.includes(namespace) &&
      !words.has(`${namespace}:${key}`) &&
      !uses.some((use) => (use.namespace ?? namespace) === namespace && fits(key, use)),
  );
  expect(unused.map(({ namespace, key }) => `${namespace}:${key}`)).toEqual([]);
});

test("no text stands in the code", () => {
  expect(sources.flatMap(bareTextsIn)).toEqual([]);
});

test("planted faults are found", () => {
  const planted = {
    path: "admin/src/features/x/X.tsx",
    text: `const t = useText("sales"); <Text title="Sale of today">Hello there</Text>; t("gone"); t(\`state.\${x}\`); t(open ? "a" : "b"); t(key); t(key + more);`,
  };
  const { uses: asked, unclear } = usesIn(planted);
  expect(asked.map(({ key }) => key)).toEqual(["gone", "state.*", "a", "b"]);
  expect(unclear).toEqual(["admin/src/features/x/X.tsx: t(key + more)"]);
  expect(bareTextsIn(planted)).toEqual([`${planted.path}: Hello there`, `${planted.path}: Sale of today`]);
  expect(valuesOf("{count, plural, one {# row of {name}} other {# rows}}")).toEqual(["count", "name"]);
});
