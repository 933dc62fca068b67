/** Browsers' reports of what our pages' policy stopped, for the provider. */
import type { CspReport } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { DateTime } from "#kit/Money.tsx";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { getAdminCspReportsOptions } from "#queries";

export function CspReportsPage() {
  const t = useText("integrations");
  return (
    <Page title={t("csp.title")} subtitle={t("csp.subtitle")}>
      <Section flush>
        <DataTable<CspReport>
          label={t("csp.title")}
          rowId={({ report_id }) => report_id}
          list={({ limit, cursor }) => getAdminCspReportsOptions({ query: { limit, ...(cursor && { cursor }) } })}
          empty={t("csp.empty")}
          columns={[
            { id: "page", header: t("csp.page"), card: "head", cell: ({ document_uri }) => document_uri },
            { id: "directive", header: t("csp.directive"), cell: ({ directive }) => directive },
            { id: "blocked", header: t("csp.blocked"), cell: ({ blocked_uri }) => blocked_uri },
            { id: "at", header: t("deliveries.at"), cell: ({ at }) => <DateTime at={at} /> },
          ]}
          drawer={{
            title: (_, row) => row?.directive ?? t("csp.title"),
            body: (_, row) =>
              row && (
                <Facts
                  of={[
                    [t("csp.page"), row.document_uri],
                    [t("csp.directive"), row.directive],
                    [t("csp.blocked"), row.blocked_uri],
                    [t("csp.file"), row.source_file ?? "—"],
                    [t("csp.line"), row.line ?? "—"],
                    [t("csp.sample"), row.sample ?? "—"],
                    [t("deliveries.at"), <DateTime key="at" at={row.at} />],
                  ]}
                />
              ),
          }}
        />
      </Section>
    </Page>
  );
}
