/** The table of a list: pages and order come from the server, and its columns and its opened row stand in the address. */
import { Button } from "@mantine/core";
import { keepPreviousData, skipToken, type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { CsvButton, type CsvSource } from "./Csv.tsx";
import { useKept } from "./kept.ts";
import { Drawer } from "./Page.tsx";
import { EmptyState, ErrorState, Waiting } from "./States.tsx";
import { type Selection, TableRows } from "./TableRows.tsx";
import { type Density, Pager, TableTools } from "./TableTools.tsx";
import { type Column, type ListOptions, type ListReply, nextSort, type PageRequest, visibleColumns } from "./table.ts";
import { useText } from "./text.ts";
import { useOpened, useUrl } from "./url.ts";

export interface DataTableProps<Row> {
  /** Its name to screen readers, and its heading above the tools. */
  label: string;
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  /** Rows of the API: the generated options for one page. */
  list?: (page: PageRequest) => ListOptions<Row>;
  /** Rows that the page has already, in place of `list`. */
  rows?: readonly Row[];
  /** Cells by column id that sum up the whole filter, not the page. */
  totals?: Readonly<Record<string, ReactNode>>;
  /** The same filter as CSV. */
  csv?: CsvSource;
  /** Shown in place of no rows. */
  empty: string;
  emptyAction?: ReactNode;
  /** The drawer of the opened row. The row is undefined where a link opened it from another page of the list. */
  drawer?: {
    title: (id: string, row: Row | undefined) => ReactNode;
    body: (id: string, row: Row | undefined) => ReactNode;
  };
  /** Opens a row elsewhere, in place of the drawer. */
  onOpen?: (row: Row) => void;
  /** Acts on chosen rows. */
  bulk?: (rows: Row[], clear: () => void) => ReactNode;
  /** Filters beside the tools. */
  filters?: ReactNode;
  page_size?: number;
  /** Dense, without column chooser or address: for a small table beside a chart. */
  plain?: boolean;
}

const NO_ROWS: never[] = [];

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rowId, list, rows, totals, csv, empty, emptyAction, drawer, onOpen, bulk, filters } = props;
  const { page_size = 50, plain = false } = props;
  const t = useText("kit");
  const [search, change] = useUrl();
  const [opened, open] = useOpened();
  const [density, setDensity] = useKept<Density>("density", "cosy");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const sort = plain ? undefined : search.sort;
  const pages = usePages(list, page_size, sort);
  const shown: readonly Row[] = rows ?? pages.reply?.data ?? NO_ROWS;
  const visible = visibleColumns(columns, plain ? undefined : search.columns);

  const body = () => {
    if (!rows && pages.error && !pages.reply) return <ErrorState error={pages.error} retry={pages.retry} />;
    if (!rows && !pages.reply) return <Waiting rows={8} />;
    if (shown.length === 0 && !rows && pages.onNext)
      return (
        <EmptyState title={t("empty_part")} action={<Button onClick={pages.onNext}>{t("empty_part.act")}</Button>} />
      );
    if (shown.length === 0) return <EmptyState title={empty} action={emptyAction} />;
    const selection: Selection | undefined = bulk && { chosen, set: setChosen };
    return (
      <TableRows
        label={label}
        columns={visible}
        rows={shown}
        rowId={rowId}
        density={plain ? "dense" : density}
        busy={pages.waiting}
        {...(totals && { totals })}
        {...(selection && { selection })}
        {...(!plain && { sort, onSort: (id: string) => change({ sort: nextSort(sort, id) }) })}
        {...((onOpen || drawer) && { onOpen: (row: Row) => (onOpen ? onOpen(row) : open(rowId(row))) })}
        {...(drawer && opened !== undefined && { opened })}
      />
    );
  };

  const openedRow = shown.find((row) => rowId(row) === opened);
  const chosenRows = shown.filter((row) => chosen.has(rowId(row)));
  return (
    <div>
      {!plain && (
        <TableTools
          columns={columns}
          visible={visible.map(({ id }) => id)}
          onColumns={(ids) => change({ columns: ids?.join(".") })}
          density={density}
          onDensity={setDensity}
          filters={filters}
          csv={csv && <CsvButton source={csv} />}
          bulk={bulk && chosenRows.length > 0 ? bulk(chosenRows, () => setChosen(new Set())) : null}
          chosen={chosenRows.length}
        />
      )}
      {body()}
      {!rows && pages.reply && <Pager {...pages} count={shown.length} />}
      {drawer && (
        <Drawer
          opened={opened !== undefined}
          onClose={() => open(undefined)}
          title={opened === undefined ? t("drawer") : drawer.title(opened, openedRow)}
        >
          {opened !== undefined && drawer.body(opened, openedRow)}
        </Drawer>
      )}
    </div>
  );
}

/** The pages of a list. Cursors lead only forwards, so those of earlier pages are kept. */
function usePages<Row>(list: DataTableProps<Row>["list"], limit: number, sort: string | undefined) {
  const [cursors, setCursors] = useState<string[]>([]);
  const first = list?.({ limit, ...(sort && { sort }) });
  const filter = JSON.stringify(first?.queryKey ?? null);
  // Another filter has other pages: its first one is shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is the reason to begin again.
  useEffect(() => setCursors([]), [filter]);
  const cursor = cursors.at(-1);
  const options = list?.({ limit, ...(cursor && { cursor }), ...(sort && { sort }) });
  const query = useQuery({
    queryKey: ["no list"],
    queryFn: skipToken,
    ...(options as UseQueryOptions<ListReply<Row>> | undefined),
    enabled: options !== undefined,
    placeholderData: keepPreviousData,
  });
  const next = query.data?.page.next_cursor ?? null;
  return {
    reply: query.data,
    error: query.error,
    waiting: query.isPlaceholderData,
    retry: () => void query.refetch(),
    number: cursors.length + 1,
    onNext: next ? () => setCursors([...cursors, next]) : null,
    onBack: cursors.length > 0 ? () => setCursors(cursors.slice(0, -1)) : null,
  };
}
