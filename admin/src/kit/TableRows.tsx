/** Rows of a table: a sticky head and a totals row on a desk, cards below 640 px; j, k, Enter and a click open them. */
import { Box, Checkbox, Paper, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { type KeyboardEvent, type ReactNode, useMemo, useRef } from "react";
import { useKeys } from "./keys.ts";
import classes from "./Table.module.css";
import type { Column } from "./table.ts";
import { useText } from "./text.ts";

const features = tableFeatures({});

export interface Selection {
  chosen: ReadonlySet<string>;
  set: (chosen: ReadonlySet<string>) => void;
}

interface TableRowsProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  density: "cosy" | "dense";
  busy?: boolean;
  totals?: Readonly<Record<string, ReactNode>>;
  selection?: Selection;
  sort?: string | undefined;
  onSort?: (id: string) => void;
  onOpen?: (row: Row) => void;
  opened?: string;
}

export function TableRows<Row>(props: TableRowsProps<Row>) {
  const narrow = useMediaQuery("(max-width: 639px)", globalThis.innerWidth < 640, { getInitialValueInEffect: false });
  const ground = useRef<HTMLDivElement>(null);
  const step = (by: number) => {
    const rows = [...(ground.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
  };
  useKeys([
    ["KeyJ", () => step(1)],
    ["KeyK", () => step(-1)],
  ]);
  return (
    <div ref={ground} style={{ opacity: props.busy ? 0.6 : 1 }} aria-busy={props.busy ?? false}>
      {narrow ? <Cards {...props} /> : <Grid {...props} />}
    </div>
  );
}

/** A row that opens: by click, Enter or space; a click on a link or a button inside it is theirs. */
function openable(onOpen: (() => void) | undefined) {
  if (!onOpen) return {};
  return {
    tabIndex: 0,
    "data-row": true,
    onClick: (event: { target: EventTarget }) => {
      if (event.target instanceof Element && !event.target.closest("a,button,input,label")) onOpen();
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.target !== event.currentTarget || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      onOpen();
    },
  };
}

function Grid<Row>({
  label,
  columns,
  rows,
  rowId,
  density,
  totals,
  selection,
  sort,
  onSort,
  onOpen,
  opened,
}: TableRowsProps<Row>) {
  const t = useText("kit");
  const helper = useMemo(() => createColumnHelper<typeof features, { row: Row }>(), []);
  const model = useMemo(
    () =>
      helper.columns(
        columns.map(({ id, header, cell }) =>
          helper.display({ id, header, cell: ({ row }) => cell(row.original.row) }),
        ),
      ),
    [helper, columns],
  );
  const data = useMemo(() => rows.map((row) => ({ row })), [rows]);
  const table = useTable({ features, columns: model, data, getRowId: ({ row }) => rowId(row) });
  const byId = new Map(columns.map((column) => [column.id, column]));
  const all = selection && rows.every((row) => selection.chosen.has(rowId(row)));
  return (
    // Rows that open are reached one by one; a table without them scrolls by its own keys.
    <Box className={classes.scroll} tabIndex={onOpen ? -1 : 0}>
      <Table
        aria-label={label}
        className={classes.table}
        verticalSpacing={density === "dense" ? 3 : 8}
        horizontalSpacing="sm"
      >
        <Table.Thead className={classes.head}>
          {table.getHeaderGroups().map((group) => (
            <Table.Tr key={group.id}>
              {selection && (
                <Table.Th w={40}>
                  <Checkbox
                    size="xs"
                    aria-label={t("table.choose_all")}
                    checked={all ?? false}
                    indeterminate={!all && selection.chosen.size > 0}
                    onChange={() => selection.set(new Set(all ? [] : rows.map(rowId)))}
                  />
                </Table.Th>
              )}
              {group.headers.map(({ id }) => {
                const column = byId.get(id);
                return column && <Head key={id} column={column} sort={sort} {...(onSort && { onSort })} />;
              })}
            </Table.Tr>
          ))}
        </Table.Thead>
        <Table.Tbody>
          {table.getRowModel().rows.map((row) => (
            // Plain rows and cells, because those of the library cost ten times as much, and a page has thousands.
            <tr
              key={row.id}
              {...openable(onOpen && (() => onOpen(row.original.row)))}
              className={classes.row}
              data-opened={row.id === opened || undefined}
              data-opens={onOpen !== undefined || undefined}
            >
              {selection && (
                <Table.Td>
                  <Checkbox
                    size="xs"
                    aria-label={t("table.choose")}
                    checked={selection.chosen.has(row.id)}
                    onChange={() => toggle(selection, row.id)}
                  />
                </Table.Td>
              )}
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={classes.cell} data-align={byId.get(cell.column.id)?.align}>
                  <div className={byId.get(cell.column.id)?.whole ? classes.whole : undefined}>
                    <table.FlexRender cell={cell} />
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </Table.Tbody>
        {totals && (
          <Table.Tfoot className={classes.foot}>
            <Table.Tr>
              {selection && <Table.Td />}
              {columns.map(({ id, align }, at) => (
                <Table.Td key={id} ta={align} fw={600}>
                  {totals[id] ?? (at === 0 ? t("table.total") : null)}
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tfoot>
        )}
      </Table>
    </Box>
  );
}

function toggle({ chosen, set }: Selection, id: string): void {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  set(next);
}

function Head<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: string | undefined;
  onSort?: (id: string) => void;
}) {
  const { id, header, align, sortable, width } = column;
  const direction = sort === id ? "ascending" : sort === `-${id}` ? "descending" : "none";
  const Icon = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort }[direction];
  return (
    <Table.Th ta={align} w={width} {...(sortable && { "aria-sort": direction })}>
      {sortable && onSort ? (
        <UnstyledButton
          onClick={() => onSort(id)}
          fz="xs"
          fw={500}
          style={{ display: "inline-flex", alignItems: "center", gap: 4 }}
        >
          {header}
          <Icon size={12} aria-hidden />
        </UnstyledButton>
      ) : (
        header
      )}
    </Table.Th>
  );
}

function Cards<Row>({ label, columns, rows, rowId, totals, selection, onOpen, opened }: TableRowsProps<Row>) {
  const t = useText("kit");
  const head = columns.find(({ card }) => card === "head") ?? columns[0];
  const figure = columns.find(({ card }) => card === "figure");
  const lines = columns.filter((column) => column !== head && column !== figure && column.card !== "none");
  const totalled = columns.filter(({ id }) => totals?.[id] !== undefined);
  return (
    <Stack component="ul" gap={0} m={0} p={0} aria-label={label} style={{ listStyle: "none" }}>
      {rows.map((row) => {
        const id = rowId(row);
        return (
          <Box component="li" key={id} className={classes.card}>
            <Box
              {...openable(onOpen && (() => onOpen(row)))}
              {...(onOpen && !selection && { role: "button" })}
              className={classes.row}
              data-opened={id === opened || undefined}
              px="md"
              py="sm"
              style={{
                display: "grid",
                gridTemplateColumns: "1fr auto",
                gap: "2px 16px",
                cursor: onOpen ? "pointer" : undefined,
              }}
            >
              <Box fw={600} style={{ minWidth: 0, display: "flex", gap: 8, alignItems: "center" }}>
                {selection && (
                  <Checkbox
                    size="sm"
                    aria-label={t("table.choose")}
                    checked={selection.chosen.has(id)}
                    onChange={() => toggle(selection, id)}
                  />
                )}
                <span>{head?.cell(row)}</span>
              </Box>
              <Box fw={600} ta="right">
                {figure?.cell(row)}
              </Box>
              {lines.map((column) => (
                <Box
                  key={column.id}
                  style={{ gridColumn: "1 / -1", display: "flex", justifyContent: "space-between", gap: 16 }}
                  fz="xs"
                >
                  <Text component="span" fz="xs" c="dimmed">
                    {column.header}
                  </Text>
                  <Box component="span" ta="right" style={{ minWidth: 0 }}>
                    {column.cell(row)}
                  </Box>
                </Box>
              ))}
            </Box>
          </Box>
        );
      })}
      {totals && (
        <Paper component="li" bg="var(--frame-soft)" px="md" py="sm" radius={0} style={{ border: 0 }}>
          <Text fz="xs" fw={600}>
            {t("table.total")}
          </Text>
          {totalled.map(({ id, header }) => (
            <Box key={id} style={{ display: "flex", justifyContent: "space-between", gap: 16 }}>
              <Text component="span" fz="xs" c="dimmed">
                {header}
              </Text>
              <Box component="span" fw={600}>
                {totals[id]}
              </Box>
            </Box>
          ))}
        </Paper>
      )}
    </Stack>
  );
}
