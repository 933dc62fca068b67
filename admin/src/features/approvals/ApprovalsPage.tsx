/** Approvals that wait: what is asked, by whom, for how much; each is decided here with a PIN. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Approval } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { PageLink } from "#kit/Links.tsx";
import { Money, Since } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useNews } from "#kit/news.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { useReasonName } from "#kit/reasons.ts";
import type { Column } from "#kit/table.ts";
import { type Text, useText } from "#kit/text.ts";
import { getApprovalsPendingOptions } from "#queries";
import { ApprovalDetail } from "./ApprovalDetail.tsx";

/** Without news of the live feed the list is read again this often; a request lives for ten minutes. */
const READ_AGAIN_MS = 30_000;

export function ApprovalsPage() {
  const t = useText("approvals");
  const { store_id, can } = useOffice();
  const filter = store_id ? { store_id } : {};
  const list = (page: { limit: number }) => getApprovalsPendingOptions({ query: { ...filter, ...page } });
  const queries = useQueryClient();
  const first = list({ limit: 50 });
  // The table shows this very query; here it is only kept fresh.
  useQuery({ ...first, refetchInterval: READ_AGAIN_MS });
  useNews(["approvals"], () => void queries.invalidateQueries({ queryKey: first.queryKey }));
  return (
    <Page
      title={t("title")}
      subtitle={t("subtitle")}
      actions={can("audit_view") && <PageLink to="/approvals/decided">{t("decided")}</PageLink>}
    >
      <Section flush>
        <DataTable<Approval>
          label={t("title")}
          columns={usePendingColumns(t)}
          rowId={({ approval_id }) => approval_id}
          list={list}
          empty={t("empty")}
          drawer={{
            title: (_, row) => (row ? t(`action.${row.action}`) : t("one")),
            body: (id) => <ApprovalDetail approval_id={id} />,
          }}
        />
      </Section>
    </Page>
  );
}

function usePendingColumns(t: Text): Column<Approval>[] {
  const { name } = useNames();
  const { storeName, stores } = useOffice();
  const reasonName = useReasonName();
  return [
    { id: "action", header: t("asked"), cell: ({ action }) => t(`action.${action}`), card: "head" },
    {
      id: "amount",
      header: t("amount"),
      align: "right",
      card: "figure",
      cell: ({ amount }) => <Money satang={amount} />,
    },
    { id: "requester", header: t("requester"), cell: ({ requester_id }) => name(requester_id) },
    { id: "till", header: t("till"), cell: ({ device_id }) => name(device_id) },
    ...(stores.length > 1
      ? [{ id: "store", header: t("store"), cell: ({ store_id }: Approval) => storeName(store_id) }]
      : []),
    {
      id: "reason",
      header: t("reason"),
      cell: ({ reason_code, note }) => [reasonName(reason_code), note].filter(Boolean).join(" · ") || "—",
    },
    { id: "asked_at", header: t("asked_at"), cell: ({ requested_at }) => <Since at={requested_at} /> },
  ];
}
