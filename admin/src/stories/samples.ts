/** Made-up things for the kit's page: a person, two stores, and rows of a day. */
import type { OwnEmployee, Store } from "#client";
import { ApiError } from "#kit/api.ts";
import type { ListOptions, ListReply } from "#kit/table.ts";
import { useLanguage } from "#kit/text.ts";

/** Says something in the chosen language; only stories have texts outside the files of languages. */
export function useSay(): (en: string, th: string) => string {
  const language = useLanguage();
  return (en, th) => (language === "th" ? th : en);
}

const store = (store_id: string, name: string): Store => ({
  store_id,
  name,
  time_zone: "Asia/Bangkok",
  cutoff_hour: 4,
  currency: "THB",
  country: "TH",
  created_at: "2026-01-05T02:00:00Z",
  address: null,
  phone: null,
  opening_hours: null,
  supported_tenders: null,
  active: true,
});

export const stores: Store[] = [
  store("01K3ZJ8Q4N7V0Y2B5C6D8E9FGH", "Siam Play Park, Bangkok"),
  store("01K3ZJ8Q4N7V0Y2B5C6D8E9FGJ", "Siam Play Park, Phuket"),
];

export const me: OwnEmployee = {
  employee_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG1",
  name: "Malee Suksan",
  email: "owner@siam.playpark.test",
  status: "active",
  created_at: "2026-01-05T02:00:00Z",
  store_id: null,
  roles: ["owner"],
  permissions: ["sales_read", "reports_view"],
  everywhere: ["sales_read", "reports_view"],
  stores: stores.map(({ store_id }) => ({ store_id, roles: ["owner"], permissions: ["sales_read", "reports_view"] })),
};

export interface SampleSale {
  sale_id: string;
  receipt_no: string;
  at: string;
  cashier: string;
  items: string;
  method: string;
  total: number;
  refunded: number;
}

const ITEMS = ["ตั๋วหนึ่งวัน × 2", "แพ็กครอบครัว", "Two hours of play × 3", "ปาร์ตี้วันเกิดสิบคน", "สิบครั้ง · ผู้ใหญ่"];
const CASHIERS = ["Somchai Dee", "ณัฐวุฒิ ปิ่นแก้ว", "Nok Chaiyo"];
const METHODS = ["cash", "promptpay", "card"];

const pick = (list: readonly string[], at: number) => list[at % list.length] ?? "";

export const sales: SampleSale[] = Array.from({ length: 14 }, (_, at) => ({
  sale_id: `sale_${at}`,
  receipt_no: `D1X-${1040 - at}`,
  at: new Date(Date.UTC(2026, 10, 30, 7, 5 - at * 7)).toISOString(),
  cashier: pick(CASHIERS, at),
  items: pick(ITEMS, at * 3 + 1),
  method: pick(METHODS, at * 2),
  total: 35_000 + ((at * 7_919) % 30) * 5_000,
  refunded: at === 4 ? -35_000 : 0,
}));

/** A list as the API gives it, two pages long. */
export function salesList({ cursor }: { cursor?: string }): ListOptions<SampleSale> {
  const second = cursor !== undefined;
  const reply: ListReply<SampleSale> = {
    data: second ? sales.slice(10) : sales.slice(0, 10),
    page: { next_cursor: second ? null : "next", has_more: !second },
  };
  return { queryKey: ["stories", "sales", cursor], queryFn: () => reply };
}

/** A refusal of the API. */
export function refusal(code: string, rest: Omit<ConstructorParameters<typeof ApiError>[0], "code">): ApiError {
  return new ApiError({ code, ...rest });
}
