/** Annulments: the line that takes a pass back, and the turn of a request that waits for its approval (rule G11). */

import { type AnnulRefusal, decideAnnul, withoutPass } from "../../src/modules/admission/tickets/domain/changes.ts";
import type { ScanLine } from "../../src/modules/admission/tickets/domain/log.ts";
import type { AnnulRequest, DecidedChange } from "../../src/modules/admission/tickets/domain/requests.ts";
import type { Move } from "../../src/modules/admission/tickets/domain/words.ts";
import type { TicketHistory } from "./history.ts";

/** How long others wait for a request that checks its approval, because it may have died. */
const TURN_MS = 1_500;

export class AnnulTurn {
  private taken: PromiseWithResolvers<void> | undefined;

  take(): void {
    this.taken = Promise.withResolvers<void>();
  }

  end(): void {
    this.taken?.resolve();
    this.taken = undefined;
  }

  async wait(): Promise<void> {
    if (this.taken) await Promise.race([this.taken.promise, scheduler.wait(TURN_MS)]);
  }
}

/** The refusal of an annulment; null when it is allowed. */
export function annulRefusal(history: TicketHistory, annul: Omit<AnnulRequest, "hold">): AnnulRefusal | null {
  const { attempt, annulled, last_moved } = attemptOf(history, annul.scan_id);
  const { device_id, at: now, approver_id } = annul;
  const { annuls = 0, status } = history.ticket().usage;
  const known = { annulled, last_moved, annuls, replaced: status === "revoked" };
  return decideAnnul(attempt, { device_id, now, ...known, approved: approver_id !== null });
}

export function annulLine(
  history: TicketHistory,
  annul: Omit<AnnulRequest, "hold">,
): Exclude<DecidedChange<AnnulRefusal>, { step: "repeat" }> {
  const { usage } = history.ticket();
  const refusal = annulRefusal(history, annul);
  const { attempt } = attemptOf(history, annul.scan_id);
  if (refusal || !attempt) return { step: "refuse", refusal: refusal ?? "unknown_scan", status: usage.status };
  const before = history.usageBefore(attempt.sequence) ?? usage;
  const line = {
    ...annul,
    kind: "annul",
    sequence: history.length + 1,
    usage: withoutPass(before, usage),
    reason: null,
    moves: attempt.moves.map(negate),
    recounts: attempt.recounts.map(({ scan_id, party, party_before }) => ({
      scan_id,
      party: party_before,
      party_before: party,
    })),
    replacement: null,
  } as const;
  return { step: "append", line };
}

function negate({ by, entries, exits, ...move }: Move): Move {
  return { ...move, by: -by, entries: -entries, exits: -exits };
}

function attemptOf(history: TicketHistory, scan_id: string) {
  const attempt: ScanLine | undefined = history.scanOf(scan_id);
  const passes = history.validPasses();
  const annulled = attempt !== undefined && !passes.includes(attempt.sequence);
  return { attempt, annulled, last_moved: passes[0] ?? 0 };
}
