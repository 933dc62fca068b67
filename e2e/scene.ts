/** A scene of a flow: a person's window with words and hand, the stage, and ways to find things by role and name. */
import { readFileSync } from "node:fs";
import type { Browser, Download, Locator, Page } from "playwright-core";
import { type Look, openWindow, signIn, type Window } from "./browser.ts";
import { type Hand, keysOf, pointerOf } from "./hand.ts";
import type { Person, Stage } from "./park.ts";
import { escaped, type Words, wordsOf } from "./words.ts";

export type Way = Hand["name"];

/** A person at a window: the page, its words, a hand, and things by role and name. */
export interface Desk {
  person: Person;
  window: Window;
  page: Page;
  say: Words;
  hand: Hand;
  /** Opens an address below /admin anew. */
  open(path: string): Promise<void>;
  button(name: string | RegExp, within?: Locator): Locator;
  heading(name: string): Locator;
  /** A field by its label. */
  field(label: string, within?: Locator): Locator;
  combobox(label: string, within?: Locator): Locator;
  /** The rows of a table, or its cards on a phone. */
  rows(label: string): Locator;
  /** A figure of a tile that opens its rows. */
  tile(label: string | RegExp): Locator;
  dialog(): Locator;
  /** The satang of a totals row under a column. */
  total(label: string, column: string): Promise<number>;
  /** Waits for a text that the page tells. */
  told(text: string | RegExp): Promise<void>;
  /** The file that an act saves. */
  saved(act: () => Promise<void>): Promise<Download>;
}

export interface Scene {
  browser: Browser;
  stage: Stage;
  look: Look;
  way: Way;
  /** The window of a person who manages the park. */
  desk: Desk;
  /** A second person, who has no window yet. */
  second: Person;
  /** Opens a window of a person, and closes it after the flow. */
  seat(person: Person, path: string): Promise<Desk>;
}

export interface Flow {
  title: string;
  /** The flow plays with a pointer alone, because a key has no part in it. */
  pointer_only?: true;
  play(scene: Scene): Promise<void>;
}

export function require(fact: unknown, message: string): asserts fact {
  if (!fact) throw new Error(message);
}

/** Waits until a reading is as wanted. */
export async function until<Value>(
  read: () => Promise<Value>,
  wanted: (value: Value) => boolean,
  what: string,
): Promise<Value> {
  const end = Date.now() + 40_000;
  for (;;) {
    const value = await read().catch(() => undefined as Value);
    if (wanted(value)) return value;
    if (Date.now() > end) throw new Error(`${what} did not happen; the last reading was ${String(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Satang of an amount in baht, as the console writes it. */
export const moneyOf = (text: string | null | undefined) =>
  Math.round(Number((text ?? "").replaceAll(/[−–]/g, "-").replace(/[^\d.-]/g, "")) * 100);

export const countOf = (text: string | null | undefined) => Number((text ?? "").replace(/\D/g, ""));

export function deskOf(person: Person, window: Window, url: string, way: Way): Desk {
  const { page, look } = window;
  const say = wordsOf(look.language);
  const exactly = (name: string | RegExp) => (typeof name === "string" ? new RegExp(`^${escaped(name)}$`) : name);
  const rows = (label: string) =>
    page
      .getByLabel(label, { exact: true })
      .locator("[data-row], tbody tr:not([data-row]), :scope > li:not(.mantine-Paper-root):not(:has([data-row]))");
  return {
    ...{ person, window, page, say, hand: way === "keys" ? keysOf(page) : pointerOf(page), rows },
    open: async (path) => {
      await page.goto(`${url}/admin${path}`);
    },
    button: (name, within) => (within ?? page).getByRole("button", { name: exactly(name) }),
    heading: (name) => page.getByRole("heading", { name, exact: true }).first(),
    // A required field has a star after its label.
    field: (label, within) => (within ?? page).getByLabel(new RegExp(`^${escaped(label)}( \\*)?$`)),
    combobox: (label, within) => (within ?? page).getByRole("combobox", { name: label, exact: true }),
    tile: (label) => {
      const text = typeof label === "string" ? escaped(label) : label.source.replace(/^\^|\$$/g, "");
      const pattern = say.like("kit:stat.open", { label: "\u0002" }).source.replace("\u0002", text);
      return page.getByRole("button", { name: new RegExp(pattern) }).first();
    },
    dialog: () => page.getByRole("dialog").last(),
    total: async (label, column) => {
      const list = page.getByLabel(label, { exact: true });
      const heads = await list.locator("thead th").allTextContents();
      const cell =
        heads.length > 0
          ? list.locator("tfoot td").nth(heads.indexOf(column))
          : list.locator("li").last().locator(`div:has(> span:text-is("${column}")) > span`).last();
      return moneyOf(await cell.textContent());
    },
    told: (text) => page.getByText(text).first().waitFor(),
    saved: async (act) => {
      const [download] = await Promise.all([page.waitForEvent("download"), act()]);
      return download;
    },
  };
}

/** Seats a person at a window that is signed in at an address. */
export async function seatAt(
  browser: Browser,
  stage: Stage,
  { person, look, way, path }: { person: Person; look: Look; way: Way; path: string },
): Promise<Desk> {
  const window = await openWindow(browser, look);
  const desk = deskOf(person, window, stage.url, way);
  await desk.open(path);
  await signIn(desk);
  return desk;
}

/** The lines of a file of CSV as records, by the names of its head. */
export async function recordsOf(download: Download): Promise<Record<string, string>[]> {
  const [head = [], ...lines] = linesOf(readFileSync(await download.path(), "utf8"));
  return lines.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at] ?? ""])));
}

/** The cells of CSV, line by line; a quoted cell may have commas and line breaks. */
function linesOf(text: string): string[][] {
  const lines: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\n|$)/gy;
  for (const [, raw = "", end] of text.replace(/^\uFEFF/, "").matchAll(cell)) {
    lines.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === "") break;
    if (end !== ",") lines.push([]);
  }
  return lines.filter((line) => line.length > 1 || line[0] !== "");
}
