/** Moving in: a file to bring, where to get it in the old system, earlier imports, and exports. */
import { Button, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Import } from "#client";
import { CsvButton } from "#kit/Csv.tsx";
import { DataTable } from "#kit/DataTable.tsx";
import { useGo } from "#kit/Links.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useNews } from "#kit/news.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getImportsOptions, getImportsQueryKey } from "#queries";
import { Guide } from "./Guide.tsx";
import { KINDS, kindOf } from "./kinds.ts";
import { ImportStatus } from "./Status.tsx";
import { Upload } from "./Upload.tsx";

export function ImportsPage() {
  const t = useText("imports");
  const go = useGo();
  const names = useNames();
  const queries = useQueryClient();
  const { can, storeName, store_id } = useOffice();
  const [{ kind }, set] = useFilters(["kind"]);
  const allowed = KINDS.filter(({ permission }) => can(permission));
  const chosen = kindOf(kind) ?? allowed[0] ?? KINDS[0];
  useNews(["dashboard"], () => void queries.invalidateQueries({ queryKey: getImportsQueryKey() }), ["import."]);
  if (!chosen) return null;
  return (
    <Page title={t("title")} subtitle={t("about")}>
      <Section title={t("bring")}>
        <Upload kinds={allowed} chosen={chosen} onKind={(next) => set({ kind: next })} />
      </Section>
      <Section title={t("guide")}>
        <Guide of={chosen} />
      </Section>
      <Section title={t("earlier")} flush>
        <DataTable<Import>
          label={t("earlier")}
          list={({ limit, cursor }) => getImportsOptions({ query: { limit, ...(cursor && { cursor }) } })}
          rowId={({ import_id }) => import_id}
          empty={t("empty")}
          emptyAction={
            <Button variant="default" onClick={() => document.getElementById("import-file")?.focus()}>
              {t("bring")}
            </Button>
          }
          onOpen={({ import_id }) => go(`/imports/${import_id}`)}
          columns={[
            { id: "file", header: t("file"), card: "head", cell: ({ file_name }) => file_name },
            { id: "kind", header: t("kind"), cell: (row) => t(`kind.${row.kind}`) },
            { id: "source", header: t("source"), cell: ({ source }) => t(`source.${source}`) },
            {
              id: "store",
              header: t("store"),
              optional: true,
              cell: ({ store_id }) => (store_id === null ? t("store.all") : storeName(store_id)),
            },
            { id: "at", header: t("at"), cell: ({ created_at }) => <DateTime at={created_at} /> },
            { id: "by", header: t("by"), cell: ({ created_by }) => names.name(created_by) },
            { id: "rows", header: t("rows"), align: "right", cell: ({ rows }) => <Count value={rows} /> },
            { id: "created", header: t("created"), align: "right", cell: ({ created }) => <Count value={created} /> },
            { id: "changed", header: t("changed"), align: "right", cell: ({ changed }) => <Count value={changed} /> },
            { id: "failed", header: t("refused"), align: "right", cell: ({ failed }) => <Count value={failed} /> },
            { id: "status", header: t("status"), card: "figure", cell: (row) => <ImportStatus status={row.status} /> },
          ]}
        />
      </Section>
      <Section title={t("exports")}>
        <Text mb="sm">{t("exports.about")}</Text>
        <Group gap="lg">
          {allowed.map(({ kind: of, export_url, of_store }) => (
            <Group key={of} gap="xs">
              <Text>{t(`kind.${of}`)}</Text>
              <CsvButton
                source={{ url: export_url, query: of_store && store_id ? { store_id } : {}, name: `playpark-${of}` }}
              />
            </Group>
          ))}
        </Group>
      </Section>
    </Page>
  );
}
