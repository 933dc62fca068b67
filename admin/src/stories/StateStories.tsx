/** Stories of states: waiting, empty, failed, out of reach, stale. */
import { Button, SimpleGrid } from "@mantine/core";
import { ApiError } from "#kit/api.ts";
import { Money } from "#kit/Money.tsx";
import { Section } from "#kit/Page.tsx";
import { EmptyState, ErrorState, Loaded, Stale, Waiting } from "#kit/States.tsx";
import { refusal, useSay } from "./samples.ts";

export function StateStories() {
  const say = useSay();
  const nothing = () => undefined;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <Section title={say("Waiting", "กำลังโหลด")} flush>
        <Waiting />
      </Section>
      <Section title={say("Empty", "ว่าง")} flush>
        <EmptyState
          title={say("Approvals that wait for you will stand here.", "คำขออนุมัติที่รอคุณจะแสดงที่นี่")}
          action={<Button variant="default">{say("Open the audit trail", "เปิดบันทึกการตรวจสอบ")}</Button>}
        />
      </Section>
      <Section title={say("Refused", "ถูกปฏิเสธ")}>
        <ErrorState
          error={refusal("E_REFUND_LATE", {
            status: 409,
            message: say("The refund window of this sale is over.", "พ้นกำหนดคืนเงินของการขายนี้แล้ว"),
            hint: say("Ask an owner for a goodwill refund.", "ขอคืนเงินพิเศษจากเจ้าของ"),
            request_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH",
          })}
          retry={nothing}
        />
      </Section>
      <Section title={say("No server", "ไม่มีเซิร์ฟเวอร์")}>
        <ErrorState error={new ApiError({ code: "OFFLINE", status: 0, message: "" })} retry={nothing} />
      </Section>
      <Section title={say("Unreadable", "อ่านไม่ได้")}>
        <ErrorState error={new ApiError({ code: "UNREADABLE", status: 502, message: "", request_id: "0a1b2c3d4e" })} />
      </Section>
      <Section title={say("Stale", "ข้อมูลเก่า")}>
        <Stale since="2026-11-30T07:05:00Z">
          <Loaded query={{ data: 18_423_500, error: null, refetch: nothing }}>
            {(satang) => <Money satang={satang} />}
          </Loaded>
        </Stale>
      </Section>
    </SimpleGrid>
  );
}
