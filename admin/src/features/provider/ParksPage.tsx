/** All parks of the deployment, found by name, legal name or id, and by their standing. */
import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import type { GetProviderTenantsData, Tenant } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter } from "#kit/Filters.tsx";
import { PageLink, useGo } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getProviderTenantsOptions } from "#queries";
import { AddParkDialog } from "./AddParkDialog.tsx";
import { Standing } from "./Standing.tsx";

type Filter = Omit<NonNullable<GetProviderTenantsData["query"]>, "limit" | "cursor" | "format">;

const STATUSES = ["active", "suspended", "closed", "purged"] as const;

export function ParksPage() {
  const t = useText("provider");
  const go = useGo();
  const { today } = useOffice();
  const [{ add, ...values }, set] = useFilters(["status", "q", "add"]);
  const filter = values as Filter;
  const sought = Object.keys(values).length > 0;
  const button = <Button onClick={() => set({ add: "yes" })}>{t("add")}</Button>;
  return (
    <Page title={t("title")} subtitle={<PageLink to="/provider/usage">{t("usage.title")}</PageLink>} act={button}>
      <Section flush>
        <DataTable<Tenant>
          label={t("title")}
          rowId={({ tenant_id }) => tenant_id}
          list={(page) => getProviderTenantsOptions({ query: { ...filter, ...page } })}
          csv={{ url: "/v1/provider/tenants", query: filter, name: t("file", { date: today }) }}
          empty={t(sought ? "empty.sought" : "empty")}
          emptyAction={sought ? undefined : button}
          onOpen={({ tenant_id }) => go(`/provider/parks/${tenant_id}`)}
          filters={
            <>
              <Seek />
              <ChoiceFilter
                name="status"
                label={t("status")}
                options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
              />
            </>
          }
          columns={[
            { id: "name", header: t("name"), card: "head", whole: true, cell: ({ name }) => name || t("nameless") },
            { id: "legal", header: t("legal_name"), cell: ({ legal_name }) => legal_name ?? "—" },
            { id: "mode", header: t("mode"), cell: ({ mode }) => t(`mode.${mode}`) },
            { id: "plan", header: t("plan"), cell: ({ billing_plan }) => billing_plan },
            { id: "since", header: t("since"), cell: ({ created_at }) => <DateTime at={created_at} show="date" /> },
            {
              id: "purge",
              header: t("purge_at"),
              optional: true,
              cell: ({ purge_at }) => <DateTime at={purge_at} show="date" />,
            },
            { id: "status", header: t("status"), card: "figure", cell: (tenant) => <Standing tenant={tenant} /> },
          ]}
        />
      </Section>
      {add !== undefined && <AddParkDialog onClose={() => set({ add: undefined })} />}
    </Page>
  );
}

/** A part of the name, the legal name or the id. */
function Seek() {
  const t = useText("provider");
  const [{ q }, set] = useFilters(["q"]);
  const [text, setText] = useState(q ?? "");
  const seek = useDebouncedCallback((value: string) => set({ q: value.trim() || undefined }), 400);
  return (
    <TextInput
      w={200}
      type="search"
      aria-label={t("seek")}
      placeholder={t("seek")}
      maxLength={100}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        seek(currentTarget.value);
      }}
    />
  );
}
