/** Keeps the dashboard as fresh as the live feed: an event of the day reads the figures again. */
import { useQueryClient } from "@tanstack/react-query";
import { type NewsState, useNews } from "#kit/news.ts";

const TYPES = ["sale.", "refund.", "ticket.", "shift.", "approval.", "alert.", "device.", "reprint.", "day."];

export function useDayNews(queryKey: readonly unknown[]): NewsState {
  const queries = useQueryClient();
  return useNews(["dashboard"], () => void queries.invalidateQueries({ queryKey }), TYPES);
}
