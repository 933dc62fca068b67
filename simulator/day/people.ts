/** The people in the park, counted by the day's script: in and out by each zone's doors, and still inside. */
interface ZoneCount {
  entries: number;
  exits: number;
  inside: number;
}

export class People {
  private readonly zones = new Map<string, ZoneCount>();

  enter(zone: string, people: number): void {
    this.of(zone).entries += people;
    this.of(zone).inside += people;
  }

  /** People who came in by `zone` leave by its own door, by another zone's, or by none. */
  leave(zone: string, people: number, door: string | null = zone): void {
    if (door) this.of(door).exits += people;
    this.of(zone).inside -= people;
  }

  inside(zone: string): number {
    return this.of(zone).inside;
  }

  get all(): [zone: string, counted: ZoneCount][] {
    return [...this.zones];
  }

  private of(zone: string): ZoneCount {
    const known = this.zones.get(zone) ?? { entries: 0, exits: 0, inside: 0 };
    this.zones.set(zone, known);
    return known;
  }
}
