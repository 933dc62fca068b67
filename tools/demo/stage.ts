/** Helpers of the demo's acts: people and gates, requests, and lines about answers. */
import { type Answer, RefusedError } from "../../simulator/client.ts";
import { printColumns } from "../../simulator/table.ts";

export interface Person {
  name: string;
  token: string;
}

interface Act {
  who: Person;
  what: string;
  answer: Answer<unknown>;
  /** The results, one per line. */
  told: string[];
  /** The expectation; `ok` says whether it was met. */
  expected: string;
  ok: boolean;
}

const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Bangkok", timeStyle: "medium" });

/** Answers that are not as expected. */
export const surprises: string[] = [];

export async function ask<Data>(what: string, sent: Promise<Answer<Data>>): Promise<Answer<Data>> {
  const answer = await sent;
  if (answer.status < 300) return answer;
  throw new RefusedError(`${what} was refused: ${answer.status} ${answer.error?.code} ${answer.error?.message}`);
}

export function tell({ who, what, answer, told, expected, ok }: Act): void {
  const [line = "", ...more] = told.filter(Boolean);
  const time = clock.format(new Date(answer.server_time));
  const columns = (mark: string, time: string, name: string, act: string, text: string) =>
    printColumns([
      [mark, 1],
      [time, 8],
      [name, 20],
      [act, 23],
      [text, 0],
    ]);
  columns(ok ? "✓" : "✗", time, who.name, what, line);
  for (const text of more) columns("", "", "", "", text);
  if (!ok) surprises.push(`  ${who.name} ${what}: expected ${expected}, got ${told.join("; ")}.`);
}
