/** The day of a simulated park as its parts share it: the park, its guests, and the books that are kept by hand. */

import type { Host } from "../gates/host.ts";
import type { Checks } from "./checks.ts";
import type { DayPark, Json } from "./park.ts";
import type { People } from "./people.ts";
import type { ManualBooks } from "./worked.ts";

export interface Day {
  host: Host;
  park: DayPark;
  worked: ManualBooks;
  people: People;
  checks: Checks;
  /** The guest with points. */
  guest_id: string;
  /** The party of ten, with three refunded places. */
  party: Json;
  /** The ids of shifts by their keys in the day computed by hand. */
  shift_ids: Map<string, string>;
  business_date: string | null;
  began_at: string;
}
