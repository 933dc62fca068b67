/**
 * Changes of a ticket, one after another: each is in the log, and is sent to D1 before its answer (rules O2, A4, G11).
 */

import type { RefundRefusal } from "../../src/modules/admission/tickets/domain/changes.ts";
import type { LogLine } from "../../src/modules/admission/tickets/domain/log.ts";
import type {
  AnnulOutcome,
  AnnulRequest,
  ChangeOutcome,
  DecidedChange,
  RefundRequest,
  StatusRequest,
} from "../../src/modules/admission/tickets/domain/requests.ts";
import { AnnulTurn, annulLine, annulRefusal } from "./annul.ts";
import type { TicketHistory } from "./history.ts";
import type { Projector } from "./projector.ts";
import { refundLine } from "./refund.ts";
import { statusLine } from "./status.ts";

/** Nothing is awaited between a method's call and its line. */
export class TicketChanges {
  private readonly history: TicketHistory;
  private readonly projector: Projector;
  private readonly append: (line: LogLine) => void;
  private readonly annul_turn = new AnnulTurn();

  constructor(history: TicketHistory, projector: Projector, append: TicketChanges["append"]) {
    this.history = history;
    this.projector = projector;
    this.append = append;
  }

  changeStatus(change: StatusRequest): Promise<ChangeOutcome<"status">> {
    return this.make(statusLine(this.history, change));
  }

  refund(refund: RefundRequest): Promise<ChangeOutcome<RefundRefusal>> {
    return this.make(refundLine(this.history, refund));
  }

  async annul({ hold, ...annul }: AnnulRequest): Promise<AnnulOutcome> {
    const earlier = annul.reply_key === null ? undefined : this.history.annulOf(annul.reply_key);
    if (earlier) return this.make({ step: "repeat", line: earlier });
    if (!hold) {
      this.endAnnul();
      return this.make(annulLine(this.history, annul));
    }
    const refusal = annulRefusal(this.history, annul);
    if (refusal === null || refusal === "approval") this.annul_turn.take();
    return { outcome: "held", refusal };
  }

  /** Waits for another request that checks its approval of an annulment. */
  waitForAnnul(): Promise<void> {
    return this.annul_turn.wait();
  }

  endAnnul(): void {
    this.annul_turn.end();
  }

  private async make<Refusal>(decided: DecidedChange<Refusal>): Promise<ChangeOutcome<Refusal>> {
    if (decided.step === "refuse") return { outcome: "refused", refusal: decided.refusal, status: decided.status };
    if (decided.step === "append") this.append(decided.line);
    const { facts } = this.history.ticket();
    const projected = (await this.projector.project()) && !this.projector.isAside(decided.line);
    return { outcome: "made", projected, line: decided.line, facts };
  }
}
