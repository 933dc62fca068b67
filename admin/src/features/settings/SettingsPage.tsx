/** The settings: tabs by subject, each setting with its own value beside the inherited one. */
import { Select, Tabs, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useGo } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { Page } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { ApprovalsTab } from "./ApprovalsTab.tsx";
import { BillingTab } from "./BillingTab.tsx";
import { FeaturesTab } from "./FeaturesTab.tsx";
import { GateTab } from "./GateTab.tsx";
import { PaymentsTab, PrintersTab, ReceiptTab, TaxesTab, ZonesTab } from "./LinkTabs.tsx";
import { SettingsOf } from "./SettingsOf.tsx";
import { TABS, type Tab } from "./tabs.ts";

const BODIES: Partial<Record<Tab, () => ReactNode>> = {
  features: () => <FeaturesTab />,
  billing: () => <BillingTab />,
  payments: () => <PaymentsTab />,
  taxes: () => <TaxesTab />,
  receipt: () => <ReceiptTab />,
  printers: () => <PrintersTab />,
  zones: () => <ZonesTab />,
  gate: () => <GateTab />,
  approvals: () => <ApprovalsTab />,
};

export function SettingsPage() {
  const t = useText("settings");
  const go = useGo();
  const { store, stores, can } = useOffice();
  const params = useParams({ strict: false }) as { tab?: string };
  const tab = TABS.find((one) => one === params.tab) ?? "features";
  const open = (value: string | null) => go(`/settings/${value ?? "features"}`);
  const level = store ? t("level.at", { store: store.name }) : t(stores.length > 1 ? "level.choose" : "level.all");
  if (!can("settings_write"))
    return (
      <Page title={t("title")}>
        <Text c="dimmed">{t("not_allowed")}</Text>
      </Page>
    );
  return (
    <Page title={t("title")} subtitle={level}>
      <Select
        hiddenFrom="sm"
        aria-label={t("tabs")}
        allowDeselect={false}
        value={tab}
        onChange={open}
        data={TABS.map((value) => ({ value, label: t(`tab.${value}`) }))}
      />
      <Tabs value={tab} onChange={open} visibleFrom="sm">
        <Tabs.List aria-label={t("tabs")}>
          {TABS.map((value) => (
            <Tabs.Tab key={value} value={value} px="sm">
              {t(`tab.${value}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {BODIES[tab]?.() ?? <SettingsOf tab={tab} />}
    </Page>
  );
}
