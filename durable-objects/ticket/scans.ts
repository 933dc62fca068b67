/** Scans of a ticket, decided one after another: the first PASS wins, however many arrive at once (rules G3, G4). */

import type { LogLine } from "../../src/modules/admission/tickets/domain/log.ts";
import type { ScanOutcome, ScanRequest } from "../../src/modules/admission/tickets/domain/requests.ts";
import type { TicketHistory } from "./history.ts";
import { PROJECTION_DELAY_MS, type Projector } from "./projector.ts";
import { scanLine } from "./scan.ts";

export class TicketScans {
  private readonly history: TicketHistory;
  private readonly projector: Projector;
  private readonly append: (line: LogLine, project_in_ms: number | null) => void;

  constructor(history: TicketHistory, projector: Projector, append: TicketScans["append"]) {
    this.history = history;
    this.projector = projector;
    this.append = append;
  }

  /** Decides and appends with no await in between: this is the lock. */
  decide(scan: ScanRequest, project_in_ms: number | null): ScanOutcome {
    if (this.history.isTaken(scan.scan_id)) return { outcome: "scan_id_taken" };
    const { outcome, append, counted } = scanLine(this.history, scan);
    if (append) this.append(append, project_in_ms);
    else this.projector.copyMissingIn(project_in_ms ?? PROJECTION_DELAY_MS);
    if (counted) {
      this.history.replace(counted.after);
      this.projector.add(counted.after, project_in_ms ?? PROJECTION_DELAY_MS, counted.before);
    }
    return outcome;
  }
}
