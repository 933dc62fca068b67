/** Columns of a table and the rows that a list of the API gives. */
import type { ReactNode } from "react";

export interface Column<Row> {
  /** Its name in the address, and the field by which the server sorts. */
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand to the right. */
  align?: "right";
  /** The server can sort by it. */
  sortable?: boolean;
  /** Not shown until a person chooses it. */
  optional?: boolean;
  /** The place on a phone's card: its head, the figure beside the head, a line (the default), or nowhere. */
  card?: "head" | "figure" | "line" | "none";
  width?: number;
  /** Its cells hold a name, which wraps only beyond 26 letters. */
  whole?: boolean;
}

/** The part of a list that a table asks for. */
export interface PageRequest {
  limit: number;
  cursor?: string;
  /** `field` or `-field`, where a column is sortable and a person chose it. */
  sort?: string;
}

/** A list of the API, as its query options give it. */
export interface ListReply<Row> {
  data: Row[];
  page: { next_cursor: string | null; has_more: boolean };
}

/** The generated query options of a list. */
export interface ListOptions<Row> {
  queryKey: readonly unknown[];
  queryFn?: ((context: never) => ListReply<Row> | Promise<ListReply<Row>>) | symbol;
}

/** The columns to show: those named in the address, else all that are not optional. */
export function visibleColumns<Row>(columns: readonly Column<Row>[], named: string | undefined): Column<Row>[] {
  const names = named?.split(".") ?? [];
  const chosen = columns.filter(({ id }) => names.includes(id));
  return chosen.length > 0 ? chosen : columns.filter(({ optional }) => !optional);
}

/** The next sort after a click on a column: descending, ascending, none. */
export function nextSort(sort: string | undefined, id: string): string | undefined {
  if (sort === `-${id}`) return id;
  return sort === id ? undefined : `-${id}`;
}
