/** Keeps the daily caps of risky acts, however many requests come at once (rule A8). */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { CountedAct } from "../domain/actions.ts";
import { approvalErrors } from "../domain/errors.ts";
import { countDaily, uncountDaily } from "../store/rules.ts";

/** An act on a business date, the people and devices that it counts for, and their caps; 0: no limit. */
export interface DailyAct {
  action: CountedAct;
  business_date: string;
  holder_ids: readonly string[];
  cap: number;
}

/** The part of the act's commit that counts it for each holder, and fails with E_DAILY_CAP above the cap. */
export function takeDaily({ tenant_id }: Context, { action, business_date, holder_ids, cap }: DailyAct): CommitPart {
  const capped = cap > 0 ? [...new Set(holder_ids)] : [];
  return {
    writes: capped.map((holder_id) => countDaily({ tenant_id, business_date, action, holder_id, cap })),
    refusals: [["daily_counts_cap", approvalErrors.daily_cap]],
  };
}

/** Uncounts an act that was refused after all; if this batch is lost, the act stays counted. */
export function giveBackDaily({ tenant_id }: Context, { action, business_date, holder_ids }: DailyAct): CommitPart {
  return { writes: [uncountDaily({ tenant_id, business_date, action, holder_ids })] };
}
