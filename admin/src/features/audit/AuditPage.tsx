/** The audit explorer: who did which act, when, where and with whose approval. */
import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import type { Audit, GetAuditsData } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter, NameFilter } from "#kit/Filters.tsx";
import { PageLink } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import { useText } from "#kit/text.ts";
import { useTimes } from "#kit/times.ts";
import { useFilters } from "#kit/url.ts";
import { getAuditsOptions } from "#queries";
import { AuditDetail } from "./AuditDetail.tsx";
import { useAuditColumns } from "./columns.tsx";

type Filter = Omit<NonNullable<GetAuditsData["query"]>, "limit" | "cursor" | "format">;

/** Beginnings of events that a person looks for; an event's whole name fits too. */
const PREFIXES = [
  "sale.",
  "refund.",
  "reprint.",
  "ticket.",
  "shift.",
  "drawer.",
  "day.",
  "approval.",
  "employee.",
  "device.",
  "setting",
  "audit.",
] as const;

export function AuditPage() {
  const t = useText("audit");
  const { store_id } = useOffice();
  const period = usePeriod("last_7_days");
  const times = useTimes(period);
  const [values] = useFilters([
    "event",
    "actor_id",
    "approver_id",
    "device_id",
    "subject_kind",
    "subject_id",
    "request_id",
  ]);
  const filter: Filter = { ...(store_id && { store_id }), ...times, ...values };
  return (
    <Page
      title={t("title")}
      subtitle={t("subtitle")}
      actions={
        <>
          <PageLink to="/audit/chain">{t("chain.title")}</PageLink>
          <PageLink to="/audit/archives">{t("archives")}</PageLink>
          <PeriodPicker initial="last_7_days" />
        </>
      }
    >
      <Section flush>
        <DataTable<Audit>
          label={t("title")}
          columns={useAuditColumns()}
          rowId={({ sequence }) => String(sequence)}
          list={(page) => getAuditsOptions({ query: { ...filter, ...page } })}
          csv={{ url: "/v1/audits", query: filter, name: t("file", { from: period.from, to: period.to }) }}
          empty={t("empty")}
          filters={
            <>
              <ChoiceFilter
                name="event"
                label={t("event")}
                options={PREFIXES.map((value) => ({ value, label: t(`event.${value.replace(/\.$/, "")}`) }))}
                searchable
              />
              <NameFilter of="employee_id" as="actor_id" />
              <NameFilter of="employee_id" as="approver_id" />
              <NameFilter of="device_id" />
              <RequestFilter />
            </>
          }
          drawer={{ title: (_, row) => row?.event ?? t("row"), body: (_, row) => <AuditDetail row={row} /> }}
        />
      </Section>
    </Page>
  );
}

/** The request's id, which every error shows. */
function RequestFilter() {
  const t = useText("audit");
  const [{ request_id }, set] = useFilters(["request_id"]);
  const [text, setText] = useState(request_id ?? "");
  const search = useDebouncedCallback((value: string) => set({ request_id: value.trim() || undefined }), 400);
  return (
    <TextInput
      w={150}
      aria-label={t("request_id")}
      placeholder={t("request_id")}
      maxLength={128}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        search(currentTarget.value);
      }}
    />
  );
}
