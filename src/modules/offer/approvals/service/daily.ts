/** Nobody does a risky act oftener in a day than the park allows, however many try at once (rule A8). */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { CountedAct } from "../domain/actions.ts";
import { approvalErrors } from "../domain/errors.ts";
import { countDaily, uncountDaily } from "../store/rules.ts";

/** An act of a business date, the people and devices it counts for, and how often each may do it; 0: as often as it likes. */
export interface DailyAct {
  action: CountedAct;
  business_date: string;
  holder_ids: readonly string[];
  cap: number;
}

/** What the act's own commit must hold: one more for each holder, and the refusal E_DAILY_CAP of one too many. */
export function takeDaily({ tenant_id }: Context, { action, business_date, holder_ids, cap }: DailyAct): CommitPart {
  const capped = cap > 0 ? [...new Set(holder_ids)] : [];
  return {
    writes: capped.map((holder_id) => countDaily({ tenant_id, business_date, action, holder_id, cap })),
    refusals: [["daily_counts_cap", approvalErrors.daily_cap]],
  };
}

/** Gives back what an act took that was refused after all; a batch that is lost leaves it taken. */
export function giveBackDaily({ tenant_id }: Context, { action, business_date, holder_ids }: DailyAct): CommitPart {
  return { writes: [uncountDaily({ tenant_id, business_date, action, holder_ids })] };
}
