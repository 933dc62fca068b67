/**
 * Reads the examples of a guide in docs/ and compares them with real answers. In a guide's examples
 * - `{employees.manager.pin}` is what demo.json holds there;
 * - a ULID, and a text with `…` in it and without a blank, is a name: it stands for one real value wherever it appears;
 * - a text with `…` and blanks is any text that begins and ends alike;
 * - a time is any time; it is three o'clock on 1 December 2026 (UTC), and a request's times are as far from the present;
 * - a number called `sequence` or `…offset_ms` is any whole number;
 * - `"…"` is any text; as a field, and as the last element of a list, it stands for more of them.
 */

import { ulid } from "ulid";

/** A message of a socket, or half of a request and its answer. */
export interface Block {
  line: number;
  /** `GET /v1/…` or `HTTP/1.1 200`; of a socket's message who says it. */
  head: string;
  headers: [name: string, value: string][];
  body: unknown;
}

export interface Example {
  request: Block;
  answer: Block;
  /** What is said over the open socket then. */
  messages: Block[];
}

const FENCE = /^```(http|jsonc)\n([\s\S]*?)^```$/gm;
const SAYS = /^\/\/ the (server|device) says$/;

/** The examples of a guide in their order. Throws for a request without an answer, and for what is no JSON. */
export function examplesOf(markdown: string): Example[] {
  const blocks = [...markdown.matchAll(FENCE)].map(({ 2: text = "", index }) =>
    readBlock(text, markdown.slice(0, index).split("\n").length),
  );
  const examples: Example[] = [];
  for (let at = 0; at < blocks.length; ) {
    const [request, answer] = blocks.slice(at, at + 2);
    if (!request || !answer?.head.startsWith("HTTP/1.1 ") || !/^[A-Z]+ \//.test(request.head))
      throw new Error(`line ${request?.line}: a request and its answer were expected`);
    at += 2;
    const messages: Block[] = [];
    for (let next = blocks[at]; next && SAYS.test(next.head); next = blocks[++at]) messages.push(next);
    examples.push({ request, answer, messages });
  }
  return examples;
}

function readBlock(text: string, line: number): Block {
  const [lines = "", ...rest] = text.split(/\n\n/);
  const [head = "", ...named] = lines.trimEnd().split("\n");
  const is_message = SAYS.test(head);
  const headers = is_message ? [] : named.map((each) => /^([\w-]+): (.+)$/.exec(each) ?? fail(line, each));
  const json = is_message ? text.slice(head.length) : rest.join("\n\n");
  try {
    const body = json.trim() === "" ? undefined : JSON.parse(json);
    return { line, head, headers: headers.map(([, name = "", value = ""]) => [name, value]), body };
  } catch (cause) {
    return fail(line, String(cause));
  }
}

function fail(line: number, why: string): never {
  throw new Error(line ? `line ${line}: ${why}` : why);
}

const ULID = /\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const SENT = new RegExp(`${TIME.source.slice(1, -1)}|[\\w.-]*…[\\w.-]*|${ULID.source}`, "g");
const PRESENT = Date.parse("2026-12-01T03:00:00.000Z");
const MORE = "…";

/** The real values of a guide's names. */
export type Names = Map<string, string>;

function filledText(text: string, demo: object): string {
  return text.replaceAll(/\{([a-z_]+(?:\.[\w ]+)*)\}/g, (_, path: string) => String(valueAt(demo, path)));
}

/** A text of a request as it is sent. Throws for a name that nobody told yet. */
export function sentText(text: string, names: Names, demo: object): string {
  // In one pass: what a name stands for may hold ids of its own.
  const said = text.replaceAll(SENT, (name) => {
    if (TIME.test(name)) return new Date(Date.now() + Date.parse(name) - PRESENT).toISOString();
    const known = names.get(name) ?? (name.includes(MORE) ? fail(0, `nothing before this tells ${name}`) : ulid());
    names.set(name, known);
    return known;
  });
  return filledText(said, demo);
}

function valueAt(demo: object, path: string): unknown {
  const value = path.split(".").reduce<unknown>((inner, key) => (inner as Record<string, unknown>)?.[key], demo);
  return value ?? fail(0, `demo.json has no ${path}`);
}

/** A body as it is sent. */
export function sentValue(body: unknown, names: Names, demo: object): unknown {
  return withTexts(body, (text) => sentText(text, names, demo));
}

/** An answer's body with the values of demo.json in it. */
export function filled(body: unknown, demo: object): unknown {
  return withTexts(body, (text) => filledText(text, demo));
}

function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((inner) => withTexts(inner, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTexts(inner, change)]));
}

/** Says where an answer is not as it is told, and learns the names that it tells. */
export function differences(told: unknown, real: unknown, names: Names, path = ""): string[] {
  const differs = [`${path || "the answer"}: told ${JSON.stringify(told)}, is ${JSON.stringify(real)}`];
  if (typeof told === "string") return typeof real === "string" && isLike(told, real, names) ? [] : differs;
  if (typeof told === "number" && /(offset_ms|\.sequence)$/.test(path)) return Number.isInteger(real) ? [] : differs;
  if (typeof told !== "object" || told === null) return told === real ? [] : differs;
  if (Array.isArray(told)) {
    const shown = told.at(-1) === MORE ? told.slice(0, -1) : told;
    const is_as_long =
      Array.isArray(real) && (shown === told ? real.length === told.length : real.length >= shown.length);
    if (!is_as_long) return differs;
    return shown.flatMap((inner, index) => differences(inner, real[index], names, `${path}[${index}]`));
  }
  if (typeof real !== "object" || real === null || Array.isArray(real)) return differs;
  const { [MORE]: more, ...fields } = told as Record<string, unknown>;
  const unknown = more === undefined ? Object.keys(real).filter((key) => !(key in fields)) : [];
  return [
    ...unknown.map((key) => `${path}.${key} is told nowhere`),
    ...Object.entries(fields).flatMap(([key, inner]) =>
      differences(inner, (real as Record<string, unknown>)[key], names, `${path}.${key}`),
    ),
  ];
}

function isLike(told: string, real: string, names: Names): boolean {
  if (told === MORE) return true;
  if (TIME.test(told)) return TIME.test(real);
  if (DATE.test(told)) return DATE.test(real);
  const is_name = ULID.exec(told)?.[0] === told || (told.includes("…") && !told.includes(" "));
  if (is_name) {
    const known = names.get(told);
    if (known !== undefined) return known === real;
    names.set(told, real);
    return told.includes("…") ? real.startsWith(told.split("…")[0] ?? "") : ULID.exec(real)?.[0] === real;
  }
  const [begin = "", end] = told.split("…");
  return end === undefined ? told === real : real.startsWith(begin) && real.endsWith(end);
}
