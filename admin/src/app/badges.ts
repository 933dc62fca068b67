/** Counts beside the menu's entries: the requests that the person may decide now. */
import { useQuery } from "@tanstack/react-query";
import { useRefresh } from "#kit/live.ts";
import { useOffice } from "#kit/office.ts";
import { getApprovalsPendingOptions, getApprovalsPendingQueryKey } from "#queries";

const REFRESHING = ["approval."];

export function useBadges(): { approvals: number } {
  const { can } = useOffice();
  const pending = useQuery({
    ...getApprovalsPendingOptions({ query: { limit: 50 } }),
    enabled: can("approve", undefined),
    staleTime: 60_000,
  });
  useRefresh(REFRESHING, [getApprovalsPendingQueryKey()]);
  return { approvals: pending.data?.data.length ?? 0 };
}
