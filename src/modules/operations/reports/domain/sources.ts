/** The kinds of rows that sums are made from, in the order in which a rebuild reads them. */

export const SOURCES = ["sales", "refunds", "entries", "late", "shifts", "scans", "reprints", "conflicts"] as const;

export type Source = (typeof SOURCES)[number];
