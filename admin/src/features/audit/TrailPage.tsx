/** The trail of devices, alerts, stores and the company alone, for whoever looks after the fleet. */
import type { Audit, GetProviderAuditTrailData } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { NameFilter } from "#kit/Filters.tsx";
import { PageLink } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import { useText } from "#kit/text.ts";
import { useTimes } from "#kit/times.ts";
import { useFilters } from "#kit/url.ts";
import { getProviderAuditTrailOptions } from "#queries";
import { AuditDetail } from "./AuditDetail.tsx";
import { useAuditColumns } from "./columns.tsx";

type Filter = Omit<NonNullable<GetProviderAuditTrailData["query"]>, "limit" | "cursor">;

export function TrailPage() {
  const t = useText("audit");
  const { store_id } = useOffice();
  const times = useTimes(usePeriod("last_7_days"));
  const [values] = useFilters(["actor_id", "device_id"]);
  const filter: Filter = { ...(store_id && { store_id }), ...times, ...values };
  return (
    <Page
      title={t("trail.title")}
      subtitle={t("trail.subtitle")}
      actions={
        <>
          <PageLink to="/audit">{t("title")}</PageLink>
          <PeriodPicker initial="last_7_days" />
        </>
      }
    >
      <Section flush>
        <DataTable<Audit>
          label={t("trail.title")}
          columns={useAuditColumns()}
          rowId={({ sequence }) => String(sequence)}
          list={(page) => getProviderAuditTrailOptions({ query: { ...filter, ...page } })}
          empty={t("empty")}
          filters={
            <>
              <NameFilter of="employee_id" as="actor_id" />
              <NameFilter of="device_id" />
            </>
          }
          drawer={{ title: (_, row) => row?.event ?? t("row"), body: (_, row) => <AuditDetail row={row} /> }}
        />
      </Section>
    </Page>
  );
}
