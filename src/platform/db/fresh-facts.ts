/** Facts that an object reads from D1: of two reads the one that began later wins, whichever ends first (rule T3). */

export class FreshFacts<Subject, Facts> {
  /** The facts of the last read; undefined before the first one. */
  known: Facts | undefined;
  private readonly fetch: (subject: Subject) => Promise<Facts | undefined>;
  private readonly take: (fresh: Facts, before: Facts | undefined) => void;
  private begun = 0;
  private taken = 0;

  /** `take` is called with new facts, after `known` has them. */
  constructor(
    known: Facts | undefined,
    fetch: FreshFacts<Subject, Facts>["fetch"],
    take: FreshFacts<Subject, Facts>["take"],
  ) {
    this.known = known;
    this.fetch = fetch;
    this.take = take;
  }

  /**
   * Reads the facts from D1. A read that ends after a later one changes nothing, because the later one has newer facts.
   */
  async reload(subject: Subject): Promise<Facts | undefined> {
    const begun = ++this.begun;
    const fresh = await this.fetch(subject);
    if (!fresh || begun < this.taken) return this.known;
    this.taken = begun;
    const before = this.known;
    this.known = fresh;
    this.take(fresh, before);
    return fresh;
  }

  forget(): void {
    this.known = undefined;
  }
}
