/** Tests of the console's links: each one leads to a page. */
import { expect, test } from "vitest";
import { readSources } from "./texts.ts";

const sources = readSources();
const found = (pattern: RegExp) =>
  sources.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([, address = ""]) => ({ path, address })));

const ANY = "*";
/** The parts of an address; a part that is known only while the page runs is a star. */
const partsOf = (address: string) =>
  (address.split(/[?#]/)[0] ?? "").split("/").map((part) => (/^\$/.test(part) ? ANY : part));

const pages = found(/\bpath: "(\/[^"]*)"/g).map(({ address }) => partsOf(address));

test("each address that a link or an entry of the menu names is the address of a page", () => {
  expect(pages.length).toBeGreaterThan(40);
  const leads = (parts: string[]) =>
    pages.some(
      (page) =>
        page.length === parts.length &&
        page.every((part, at) => part === ANY || parts[at] === ANY || part === parts[at]),
    );
  const lost = found(/\bto(?:=|: |=\{)["`](\/[^"`]*)["`]/g).filter(({ address }) => !leads(partsOf(address)));
  expect(lost).toEqual([]);
});
