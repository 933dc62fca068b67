/** Stories of tables: a list of the API with drawer, totals, choice and columns; and each state of no rows. */
import { Badge, Button, Group, Stack } from "@mantine/core";
import { DataTable } from "#kit/DataTable.tsx";
import { BusinessDate, Count, DateTime, Money, ShortId, Since } from "#kit/Money.tsx";
import { Facts, Section } from "#kit/Page.tsx";
import type { Column } from "#kit/table.ts";
import { refusal, type SampleSale, sales, salesList, useSay } from "./samples.ts";

export function TableStories() {
  const say = useSay();
  const columns: Column<SampleSale>[] = [
    { id: "receipt_no", header: say("Receipt", "เลขที่ใบเสร็จ"), cell: (sale) => sale.receipt_no, card: "head" },
    { id: "at", header: say("Time", "เวลา"), cell: (sale) => <DateTime at={sale.at} />, sortable: true },
    { id: "items", header: say("Items", "รายการ"), cell: (sale) => sale.items },
    { id: "cashier", header: say("Cashier", "พนักงานขาย"), cell: (sale) => sale.cashier },
    { id: "method", header: say("Paid by", "ชำระด้วย"), cell: (sale) => <Badge variant="default">{sale.method}</Badge> },
    { id: "sale_id", header: say("Id", "รหัส"), cell: (sale) => <ShortId id={sale.sale_id} />, optional: true },
    {
      id: "refunded",
      header: say("Refunded", "คืนเงิน"),
      cell: (sale) => <Money satang={sale.refunded} />,
      align: "right",
    },
    {
      id: "total",
      header: say("Total", "ยอดรวม"),
      cell: (sale) => <Money satang={sale.total} />,
      align: "right",
      sortable: true,
      card: "figure",
    },
  ];
  const shared = { columns, rowId: ({ sale_id }: SampleSale) => sale_id };
  const sum = (of: (sale: SampleSale) => number) => sales.reduce((total, sale) => total + of(sale), 0);
  return (
    <>
      <Section title={say("A list of the API", "รายการจาก API")} flush>
        <DataTable
          {...shared}
          label={say("Sales", "การขาย")}
          list={salesList}
          page_size={10}
          totals={{
            refunded: <Money satang={sum(({ refunded }) => refunded)} />,
            total: <Money satang={sum(({ total }) => total)} />,
          }}
          csv={{ url: "/v1/sales", query: {}, name: "sales" }}
          empty={say("Sales of this period will stand here.", "การขายของช่วงนี้จะแสดงที่นี่")}
          bulk={(rows, clear) => (
            <Button size="xs" variant="default" onClick={clear}>
              {say("Print", "พิมพ์")} ({rows.length})
            </Button>
          )}
          drawer={{
            title: (id, sale) => say(`Sale ${sale?.receipt_no ?? id}`, `การขาย ${sale?.receipt_no ?? id}`),
            body: (_, sale) =>
              sale && (
                <Facts
                  of={[
                    [say("Time", "เวลา"), <DateTime key="at" at={sale.at} />],
                    [say("Items", "รายการ"), sale.items],
                    [say("Total", "ยอดรวม"), <Money key="total" satang={sale.total} />],
                  ]}
                />
              ),
          }}
        />
      </Section>
      <Section title={say("No rows", "ไม่มีแถว")} flush>
        <DataTable
          {...shared}
          plain
          label={say("No rows", "ไม่มีแถว")}
          rows={[]}
          empty={say("Open a shift, and its sales will stand here.", "เปิดกะแล้วการขายจะแสดงที่นี่")}
          emptyAction={<Button variant="default">{say("Open a shift", "เปิดกะ")}</Button>}
        />
      </Section>
      <Section title={say("A list that failed", "รายการที่ล้มเหลว")} flush>
        <DataTable
          {...shared}
          plain
          label={say("Failed", "ล้มเหลว")}
          empty=""
          list={() => ({
            queryKey: ["stories", "failed"],
            queryFn: () => {
              throw refusal("E_PERMISSION", {
                status: 403,
                message: say("You may not see sales here.", "คุณไม่มีสิทธิ์ดูการขายที่นี่"),
                request_id: "0a1b2c3d4e",
              });
            },
          })}
        />
      </Section>
      <Section title={say("A list that waits", "รายการที่กำลังโหลด")} flush>
        <DataTable
          {...shared}
          plain
          label={say("Waiting", "กำลังโหลด")}
          empty=""
          list={() => ({ queryKey: ["stories", "waiting"], queryFn: () => new Promise<never>(() => undefined) })}
        />
      </Section>
      <Section title={say("Figures", "ตัวเลข")}>
        <Stack gap={4}>
          <Group>
            <Money satang={123_456_789} />
            <Money satang={-5_000} />
            <Money satang={null} />
            <Count value={-1_234} />
            <Count value={0} />
          </Group>
          <Group>
            <DateTime at="2026-11-30T07:05:00Z" />
            <DateTime at="2026-11-30T07:05:00Z" show="date" />
            <DateTime at="2026-11-30T07:05:00Z" show="time" />
            <BusinessDate date="2026-11-30" />
          </Group>
          <Group>
            <Since at="2026-11-30T07:05:00Z" now={Date.parse("2026-11-30T07:05:42Z")} />
            <Since at="2026-11-30T07:05:00Z" now={Date.parse("2026-11-30T07:06:10Z")} />
            <Since at="2026-11-27T07:05:00Z" now={Date.parse("2026-11-30T07:05:42Z")} />
            <Since at={null} />
          </Group>
        </Stack>
      </Section>
    </>
  );
}
