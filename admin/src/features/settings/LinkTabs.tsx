/** Tabs whose things have pages of their own: a look at them, and the way there. */
import { Badge, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { PageLink } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { EmptyState, Loaded } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import {
  getCatalogZonesOptions,
  getPaymentTypesOptions,
  getPrintersOptions,
  getReceiptTemplatesOptions,
  getTaxesOptions,
} from "#queries";
import { SettingsOf } from "./SettingsOf.tsx";

const ROW = { borderBottom: "1px solid var(--frame-border)" };

function Row({ name, aside }: { name: ReactNode; aside?: ReactNode }) {
  return (
    <Group justify="space-between" gap="xs" py={6} style={ROW}>
      <Text component="span">{name}</Text>
      <Text component="span" c="dimmed">
        {aside}
      </Text>
    </Group>
  );
}

function Off() {
  const t = useText("settings");
  return (
    <Badge variant="outline" color="var(--frame-dim)">
      {t("inactive")}
    </Badge>
  );
}

export function PaymentsTab() {
  const t = useText("settings");
  const language = useLanguage();
  const { me } = useOffice();
  const all = me.everywhere.includes("settings_write");
  const types = useQuery(getPaymentTypesOptions({ query: all ? { active: "all" } : {} }));
  return (
    <Section title={t("tab.payments")} aside={<PageLink to="/payment-types">{t("open.payments")}</PageLink>}>
      <Loaded query={types} rows={4}>
        {({ data }) =>
          data.map(({ method, label_en, label_th, active }) => (
            <Row key={method} name={language === "th" ? label_th : label_en} aside={active ? method : <Off />} />
          ))
        }
      </Loaded>
    </Section>
  );
}

export function TaxesTab() {
  const t = useText("settings");
  const taxes = useQuery(getTaxesOptions());
  return (
    <>
      <Section title={t("taxes")} aside={<PageLink to="/pricing/taxes">{t("open.taxes")}</PageLink>}>
        <Loaded query={taxes} rows={2}>
          {({ data }) =>
            data.length === 0 ? (
              <EmptyState title={t("taxes_none")} action={<PageLink to="/pricing/taxes">{t("open.taxes")}</PageLink>} />
            ) : (
              data.map(({ tax_id, name, rate_bps, mode }) => (
                <Row
                  key={tax_id}
                  name={name}
                  aside={`${t("unit.percent", { count: rate_bps / 100 })} · ${t(`tax_mode.${mode}`)}`}
                />
              ))
            )
          }
        </Loaded>
      </Section>
      <SettingsOf tab="taxes" />
    </>
  );
}

export function ReceiptTab() {
  const t = useText("settings");
  const { storeName } = useOffice();
  const templates = useQuery(getReceiptTemplatesOptions());
  const edit = <PageLink to="/receipts">{t("open.receipts")}</PageLink>;
  return (
    <>
      <Section title={t("receipts.title")} aside={edit}>
        <Loaded query={templates} rows={2}>
          {({ data }) =>
            data.length === 0 ? (
              <EmptyState
                title={t("receipts.default")}
                action={<PageLink to="/receipts/new">{t("receipts.add")}</PageLink>}
              />
            ) : (
              data.map(({ receipt_template_id, name, store_id }) => (
                <Row
                  key={receipt_template_id}
                  name={<PageLink to={`/receipts/${receipt_template_id}`}>{name}</PageLink>}
                  aside={store_id === null ? t("level.all") : storeName(store_id)}
                />
              ))
            )
          }
        </Loaded>
      </Section>
      <SettingsOf tab="receipt" />
    </>
  );
}

export function PrintersTab() {
  const t = useText("settings");
  const { storeName } = useOffice();
  const printers = useQuery(getPrintersOptions());
  const open = <PageLink to="/printers">{t("open.printers")}</PageLink>;
  return (
    <Section title={t("tab.printers")} aside={open}>
      <Loaded query={printers} rows={3}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState title={t("printers_none")} action={open} />
          ) : (
            data.map(({ printer_id, name, store_id, paper_width_mm, devices }) => (
              <Row
                key={printer_id}
                name={name}
                aside={`${storeName(store_id)} · ${paper_width_mm} mm · ${t("devices", { count: devices.length })}`}
              />
            ))
          )
        }
      </Loaded>
    </Section>
  );
}

export function ZonesTab() {
  const t = useText("settings");
  const { store_id } = useOffice();
  const language = useLanguage();
  const zones = useQuery(getCatalogZonesOptions({ query: store_id ? { store_id } : {} }));
  const open = <PageLink to="/zones">{t("open.zones")}</PageLink>;
  return (
    <Section title={t("tab.zones")} aside={open}>
      <Loaded query={zones} rows={3}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState title={t("zones_none")} action={open} />
          ) : (
            data.map(({ zone_id, name, name_th }) => (
              <Row key={zone_id} name={language === "th" ? name_th || name : name} />
            ))
          )
        }
      </Loaded>
    </Section>
  );
}
