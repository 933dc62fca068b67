/** Facts that an object reads from D1: of two reads the one that began later wins, whichever ends first (rule T3). */

export class FreshFacts<Facts> {
  private begun = 0;
  private taken = 0;

  /** The facts; undefined when there are none, or when a read that began later has ended: it saw at least as much. */
  async read(fetch: () => Promise<Facts | undefined>): Promise<Facts | undefined> {
    const begun = ++this.begun;
    const fresh = await fetch();
    if (!fresh || begun < this.taken) return undefined;
    this.taken = begun;
    return fresh;
  }
}
