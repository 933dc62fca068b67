/** Runs the day with every fault of a park's first month, and then reads the server's report of it. */

import type { Host } from "../gates/host.ts";
import { Checks } from "./checks.ts";
import { liveEvening, liveMorning, liveNoon } from "./counter.ts";
import { liveDesk } from "./document.ts";
import { liveDeath, liveDoors, printAgain } from "./doors.ts";
import { liveBetweenShifts, liveOfficeRefund, liveOutage } from "./outage.ts";
import { openPark } from "./park.ts";
import { People } from "./people.ts";
import { type Report, readReport } from "./report.ts";
import { liveAfternoon } from "./sales.ts";
import type { Day } from "./scene.ts";
import { ManualBooks } from "./worked.ts";

export interface Outcome {
  report: Report;
  checks: Checks;
}

export async function liveDay(host: Host, onPart: (part: string) => void = () => undefined): Promise<Outcome> {
  onPart("the park opens");
  const park = await openPark(host.url);
  const day: Day = {
    host,
    park,
    worked: new ManualBooks(),
    people: new People(),
    checks: new Checks(),
    guest_id: "",
    party: null,
    shift_ids: new Map(),
    business_date: null,
    began_at: new Date().toISOString(),
  };
  const parts: [string, (day: Day) => Promise<void>][] = [
    ["morning at the counter", liveMorning],
    ["noon at the counter", liveNoon],
    ["a sale between two shifts", liveBetweenShifts],
    ["afternoon at the counter", liveAfternoon],
    ["the gates", liveDoors],
    ["a paper printed again", printAgain],
    ["an outage at the second counter", liveOutage],
    ["the server dies and comes back", liveDeath],
    ["a refund in the office", liveOfficeRefund],
    ["the desk", liveDesk],
    ["evening at the counter", liveEvening],
  ];
  try {
    for (const [title, live] of parts) {
      onPart(title);
      await live(day);
    }
    onPart("the day is closed");
    return { report: await readReport(day), checks: day.checks };
  } finally {
    park.close();
  }
}
