/** Counted facts: the facts that an event records, each named so that its row can be found (rule R3). */

/** The kinds of facts; a sale and its void are two facts of one row, and so are a scan and its annulment. */
const FACTS = ["sale", "void", "refund", "entry", "shift", "scan", "annulment", "reprint", "conflict"] as const;
export type Fact = (typeof FACTS)[number];

/** An event's type with its subject, and the id in its data of the record inside the subject. */
export interface Told {
  type: string;
  subject_id: string;
  inner_id: string | null;
}

type Naming = (told: { subject_id: string; inner_id: string }) => readonly (readonly [Fact, string])[];

const entryInside: Naming = ({ inner_id }) => (inner_id === "" ? [] : [["entry", inner_id]]);
const scanOf =
  (fact: Fact): Naming =>
  ({ subject_id, inner_id }) => [[fact, pairOf(subject_id, inner_id)]];

const NAMED: Readonly<Record<string, Naming>> = {
  "sale.created": ({ subject_id }) => [
    ["sale", subject_id],
    ["entry", subject_id],
  ],
  "sale.voided": ({ subject_id, inner_id }) => [
    ["void", subject_id],
    ["entry", inner_id],
  ],
  "refund.created": ({ subject_id }) => [
    ["refund", subject_id],
    ["entry", subject_id],
  ],
  "payment.created": entryInside,
  "payment.captured": entryInside,
  "payment.failed": entryInside,
  "drawer.moved": entryInside,
  "drawer.opened": entryInside,
  "shift.adjusted": entryInside,
  "shift.closed": ({ subject_id }) => [["shift", subject_id]],
  "ticket.redeemed.pass": scanOf("scan"),
  "ticket.redeemed.fail": scanOf("scan"),
  "ticket.annulled": scanOf("annulment"),
  "reprint.created": ({ inner_id }) => [["reprint", inner_id]],
  "ticket.conflict": ({ subject_id, inner_id }) => [["conflict", pairOf(inner_id, subject_id)]],
};

/** The types of the events that record facts. */
export const COUNTED_TYPES: readonly string[] = Object.keys(NAMED);

/** A name of two ids. */
export function pairOf(one: string, other: string): string {
  return `${one}:${other}`;
}

/** The facts of some events, by kind. */
export class FactSet {
  readonly #names = new Map<Fact, Set<string>>(FACTS.map((fact) => [fact, new Set()]));

  constructor(events: readonly Told[]) {
    for (const { type, subject_id, inner_id } of events)
      for (const [fact, name] of NAMED[type]?.({ subject_id, inner_id: inner_id ?? "" }) ?? [])
        this.#of(fact).add(name);
  }

  #of(fact: Fact): Set<string> {
    return this.#names.get(fact) ?? new Set();
  }

  has(fact: Fact, name: string): boolean {
    return this.#of(fact).has(name);
  }

  list(fact: Fact): string[] {
    return [...this.#of(fact)];
  }
}
