/** A page whose list is also found by a text that must not stand in the address: a code, or a guest's data. */
import { type ReactNode, useState } from "react";
import { DataTable, type DataTableProps } from "./DataTable.tsx";
import { FindBox } from "./FindBox.tsx";
import { Page, Section } from "./Page.tsx";
import type { ListOptions, PageRequest } from "./table.ts";

type FindListProps<Row> = Omit<DataTableProps<Row>, "label" | "list" | "empty"> & {
  title: string;
  /** `empty` and `empty_found` stand in place of no rows, without and with a sought text. */
  texts: Record<"label" | "help" | "find" | "clear" | "empty" | "empty_found", string>;
  max_length: number;
  /** The rows of a page; `q` is the sought text, or empty. */
  list: (page: PageRequest, q: string) => ListOptions<Row>;
  /** The page's main act. */
  act?: ReactNode;
};

export function FindList<Row>({ title, texts, max_length, list, act, ...table }: FindListProps<Row>) {
  const [q, setQ] = useState("");
  return (
    <Page title={title} act={act}>
      <FindBox q={q} onFind={setQ} texts={texts} max_length={max_length} />
      <Section flush>
        <DataTable
          {...table}
          label={title}
          list={(page) => list(page, q)}
          empty={q ? texts.empty_found : texts.empty}
        />
      </Section>
    </Page>
  );
}
