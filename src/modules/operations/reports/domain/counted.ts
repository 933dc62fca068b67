/** Counted facts: the facts that events record, each by the name with which its row is found (rule R3). */

/** The kinds of facts; a sale and its void are two facts of one row, and so are a scan and its annulment. */
const FACTS = ["sale", "void", "refund", "entry", "shift", "scan", "annulment", "reprint", "conflict"] as const;
export type Fact = (typeof FACTS)[number];

/** A fact with its name. */
export type NamedFact = readonly [Fact, string];

/** A name of two ids. */
export function pairOf(one: string, other: string): string {
  return `${one}:${other}`;
}

/** Facts by kind. */
export class FactSet {
  readonly #names = new Map<Fact, Set<string>>(FACTS.map((fact) => [fact, new Set()]));

  constructor(facts: readonly NamedFact[]) {
    for (const [fact, name] of facts) this.#of(fact).add(name);
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
