/** What an object reads from D1 about its subject: of two readings the one that began later stands, whichever ends first (rule T3). */

export class FreshFacts<Facts> {
  private begun = 0;
  private taken = 0;

  /** The facts, or undefined when there are none or a reading that began later has ended: it saw all that this one did. */
  async read(fetch: () => Promise<Facts | undefined>): Promise<Facts | undefined> {
    const begun = ++this.begun;
    const fresh = await fetch();
    if (!fresh || begun < this.taken) return undefined;
    this.taken = begun;
    return fresh;
  }
}
