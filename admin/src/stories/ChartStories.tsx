/** Stories of figures: tiles, charts and the period. */
import { Stack } from "@mantine/core";
import { Chart, type ChartPoint } from "#kit/Chart.tsx";
import { Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { StatTile, Tiles } from "#kit/StatTile.tsx";
import { useSay } from "./samples.ts";

const HOURS = [0, 0, 1.2, 3.4, 5.1, 8.8, 9.6, 7.2, 8.1, 10.4, 9.1, 4.2];
const points: ChartPoint[] = HOURS.map((value, at) => ({
  id: String(at),
  label: `${String(at + 9).padStart(2, "0")}:00`,
  value: at > 9 ? null : Math.round(value * 1_234_500),
  earlier: Math.round(HOURS[(at + 1) % 12] as number) * 1_100_000,
}));

export function ChartStories() {
  const say = useSay();
  const definition = say(
    "Paid sales less refunds, with VAT, of the business date.",
    "ยอดขายที่ชำระแล้วหักคืนเงิน รวมภาษีมูลค่าเพิ่ม ของวันทำการ",
  );
  const last_week = say("Mon last week", "จันทร์ที่แล้ว");
  const chart = {
    unit: "money" as const,
    points,
    name: say("Taken", "รับเงิน"),
    earlier_name: last_week,
    bucket_name: say("Hour", "ชั่วโมง"),
  };
  return (
    <>
      <PeriodPicker grouping comparing />
      <Tiles>
        <StatTile
          label={say("Taken today", "รับเงินวันนี้")}
          value={18_423_500}
          unit="money"
          definition={definition}
          earlier={16_840_000}
          earlier_name={last_week}
          onOpen={() => undefined}
        />
        <StatTile
          label={say("Tickets sold", "ตั๋วที่ขาย")}
          value={412}
          unit="count"
          earlier={436}
          earlier_name={last_week}
          onOpen={() => undefined}
        />
        <StatTile
          label={say("Refused at the gates", "ถูกปฏิเสธที่ประตู")}
          value={0.031}
          unit="ratio"
          definition={definition}
          alarming
        />
        <StatTile label={say("Time at the counter", "เวลาที่เคาน์เตอร์")} value={74} unit="seconds" earlier={0} />
        <StatTile
          label={say("Cash difference", "ส่วนต่างเงินสด")}
          value={-12_050}
          unit="money"
          onOpen={() => undefined}
          alarming
        />
        <StatTile label={say("Loading", "กำลังโหลด")} value={undefined} unit="money" />
        <StatTile label={say("No figure", "ไม่มีตัวเลข")} value={null} unit="count" definition={definition} />
        <StatTile label={say("Guests inside", "ลูกค้าที่อยู่ข้างใน")} value={238} unit="count" onOpen={() => undefined} />
      </Tiles>
      <Section title={say("A line with an earlier period", "เส้นกับช่วงก่อนหน้า")}>
        <Chart label={say("Taken by hour", "รับเงินรายชั่วโมง")} kind="line" {...chart} />
      </Section>
      <Section title={say("Bars", "แท่ง")}>
        <Stack>
          <Chart
            label={say("Taken by hour, as bars", "รับเงินรายชั่วโมงแบบแท่ง")}
            kind="bar"
            {...chart}
            onOpen={() => undefined}
          />
        </Stack>
      </Section>
    </>
  );
}
