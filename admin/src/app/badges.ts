/** Counts beside the menu's entries: the requests that the person may decide now. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNews } from "#kit/news.ts";
import { useOffice } from "#kit/office.ts";
import { getApprovalsPendingOptions, getApprovalsPendingQueryKey } from "#queries";

export function useBadges(): { approvals: number } {
  const { can } = useOffice();
  const pending = useQuery({
    ...getApprovalsPendingOptions({ query: { limit: 50 } }),
    enabled: can("approve", undefined),
    staleTime: 60_000,
  });
  return { approvals: pending.data?.data.length ?? 0 };
}

/** Reads the counts again after news. The frame calls it once: each entry of the menu would read them all again. */
export function useBadgeNews(): void {
  const queries = useQueryClient();
  useNews(["approvals"], () => void queries.invalidateQueries({ queryKey: getApprovalsPendingQueryKey() }));
}
