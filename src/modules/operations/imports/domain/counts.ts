/** Counts what the rows of an import became, or would become. */

export const OUTCOMES = ["created", "changed", "unchanged"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Counts = Record<Outcome | "failed", number>;

/** The counts of rows with these outcomes, and of rows that failed. */
export function countOf(outcomes: readonly Outcome[], failed: number): Counts {
  const of = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  return { created: of("created"), changed: of("changed"), unchanged: of("unchanged"), failed };
}

export function addCounts(one: Counts, other: Counts): Counts {
  return {
    created: one.created + other.created,
    changed: one.changed + other.changed,
    unchanged: one.unchanged + other.unchanged,
    failed: one.failed + other.failed,
  };
}

export const NO_COUNTS: Counts = { created: 0, changed: 0, unchanged: 0, failed: 0 };
