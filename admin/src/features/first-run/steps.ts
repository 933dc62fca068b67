/** The steps to the first guest, reckoned from what the park has: nothing of them is stored. */
import { useQueries, useQuery } from "@tanstack/react-query";
import type { Redemption } from "#client";
import { useHomeStore } from "#kit/home.ts";
import { useNews } from "#kit/news.ts";
import { useOffice } from "#kit/office.ts";
import {
  getCatalogPackagesOptions,
  getDevicesOptions,
  getEmployeesOptions,
  getImportsOptions,
  getPaymentTypesOptions,
  getPrintersOptions,
  getReceiptTemplatesOptions,
  getRedemptionsOptions,
  getRolesOptions,
  getSalesOptions,
  getSettingsOptions,
  getTaxesOptions,
  getWebhooksOptions,
} from "#queries";
import { has, hasDefaultTax, sellable, sellerAmong, sellerOf } from "./standing.ts";

export const STEPS = ["store", "tax", "payments", "package", "person", "till", "gate", "sale", "scan"] as const;
export const EXTRAS = ["receipt", "printer", "webhook", "import"] as const;
export type Step = (typeof STEPS)[number];
export type Extra = (typeof EXTRAS)[number];

interface FirstRun {
  /** Undefined while it is not known. */
  steps: Record<Step, boolean | undefined>;
  extras: Record<Extra, boolean | undefined>;
  /** The last scan, where it was refused. */
  refused: Redemption | undefined;
  error: unknown;
  retry: () => void;
}

/** The most people, and devices, among whom one is sought. */
const MOST = 100;

export function useSteps(): FirstRun {
  const { me } = useOffice();
  const { at } = useHomeStore();
  const settings = useQuery(getSettingsOptions({ query: at }));
  const taxes = useQuery(getTaxesOptions({ query: { active: "true" } }));
  const types = useQuery(getPaymentTypesOptions());
  const packages = useQuery(getCatalogPackagesOptions({ query: at }));
  const roles = useQuery(getRolesOptions());
  const people = useQuery(getEmployeesOptions({ query: { ...at, status: "active", limit: MOST } }));
  const devices = useQuery(getDevicesOptions({ query: { ...at, status: "active", limit: MOST } }));
  const sales = useQuery(getSalesOptions({ query: { ...at, limit: 1 } }));
  const passed = useQuery(getRedemptionsOptions({ query: { ...at, result: "pass", limit: 1 } }));
  const last = useQuery(getRedemptionsOptions({ query: { ...at, limit: 1 } }));
  const seller = settings.data && sellerOf(settings.data.data);
  const steps: Record<Step, boolean | undefined> = {
    store: seller && seller.name !== "" && seller.address !== "",
    tax: taxes.data && hasDefaultTax(taxes.data.data),
    payments: types.data && types.data.data.length > 0,
    package: packages.data && sellable(packages.data.data),
    person: people.data && roles.data && sellerAmong(people.data.data, roles.data.data.roles, me.employee_id),
    till: devices.data && has(devices.data.data, "POS"),
    gate: devices.data && has(devices.data.data, "GATE"),
    sale: sales.data && sales.data.data.length > 0,
    scan: passed.data && passed.data.data.length > 0,
  };
  const reads: Record<Step, readonly { refetch: () => unknown }[]> = {
    ...{ store: [settings], tax: [taxes], payments: [types], package: [packages], person: [people] },
    ...{ till: [devices], gate: [devices], sale: [sales], scan: [passed, last] },
  };
  // A step that stands is not read again: a busy park has news all day.
  const retry = () => {
    const waiting = STEPS.filter((step) => !steps[step]).flatMap((step) => reads[step]);
    for (const query of new Set(waiting)) void query.refetch();
  };
  useNews(["counter", "gate", "fleet"], retry);
  const newest = last.data?.data[0];
  return {
    steps,
    extras: useExtras(),
    refused: newest?.result === "fail" ? newest : undefined,
    error: [settings, taxes, types, packages, roles, people, devices, sales, passed].find((query) => query.error)
      ?.error,
    retry,
  };
}

function useExtras(): Record<Extra, boolean | undefined> {
  const { can } = useOffice();
  const { at } = useHomeStore();
  const [receipt, printer, webhook, imported] = useQueries({
    queries: [
      getReceiptTemplatesOptions({ query: at }),
      getPrintersOptions({ query: at }),
      { ...getWebhooksOptions(), enabled: can("webhook_manage") },
      { ...getImportsOptions({ query: { limit: 20 } }), enabled: can("guests_write") },
    ],
  });
  return {
    receipt: receipt.data && receipt.data.data.length > 0,
    printer: printer.data && printer.data.data.length > 0,
    webhook: webhook.data && webhook.data.data.length > 0,
    import: imported.data?.data.some(({ status }) => status === "finished"),
  };
}
