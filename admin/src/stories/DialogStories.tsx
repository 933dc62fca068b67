/** Stories of dialogs and toasts: a reason, a typed word, an approval. They need a server for their reasons. */
import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { ApprovalDialog } from "#kit/ApprovalDialog.tsx";
import { ApiError } from "#kit/api.ts";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { tellDone, tellError } from "#kit/toast.ts";
import { refusal, useSay } from "./samples.ts";

export function DialogStories() {
  const say = useSay();
  const t = useText("kit");
  const [opened, open] = useState<"reason" | "typed" | "approval" | null>(null);
  const close = () => open(null);
  const refuse = () =>
    Promise.reject(
      refusal("E_CONFLICT", {
        status: 409,
        message: say("The sale changed.", "การขายเปลี่ยนแปลงแล้ว"),
        request_id: "0a1b2c3d4e",
      }),
    );
  return (
    <Section title={say("Dialogs", "กล่องโต้ตอบ")}>
      <Group gap="xs">
        <Button variant="default" onClick={() => open("reason")}>
          {say("Void a sale", "ยกเลิกการขาย")}
        </Button>
        <Button variant="default" onClick={() => open("typed")}>
          {say("Erase a guest", "ลบข้อมูลลูกค้า")}
        </Button>
        <Button variant="default" onClick={() => open("approval")}>
          {say("Refund with approval", "คืนเงินโดยขออนุมัติ")}
        </Button>
        <Button variant="default" onClick={() => tellDone(say("Refunded ฿350.00", "คืนเงิน ฿350.00 แล้ว"), "0a1b2c3d4e")}>
          {say("Done", "เสร็จ")}
        </Button>
        <Button
          variant="default"
          onClick={() => tellError(t, new ApiError({ code: "OFFLINE", status: 0, message: "" }))}
        >
          {say("Failed", "ล้มเหลว")}
        </Button>
      </Group>
      <ReasonDialog
        opened={opened === "reason"}
        onClose={close}
        title={say("Void this sale", "ยกเลิกการขายนี้")}
        thing={say("Receipt D1X-1040", "ใบเสร็จ D1X-1040")}
        satang={35_000}
        action="void"
        act={say("Void", "ยกเลิกการขาย")}
        onConfirm={refuse}
      />
      <ReasonDialog
        opened={opened === "typed"}
        onClose={close}
        title={say("Erase this guest", "ลบข้อมูลลูกค้านี้")}
        thing="Somchai Dee · 081 234 5678"
        act={say("Erase", "ลบ")}
        typed="Somchai Dee"
        danger
        onConfirm={refuse}
      />
      <ApprovalDialog
        opened={opened === "approval"}
        onClose={close}
        title={say("Refund a ticket", "คืนเงินตั๋ว")}
        thing={say("Ticket 7F3K-20QX of receipt D1X-1040", "ตั๋ว 7F3K-20QX ของใบเสร็จ D1X-1040")}
        act={{
          action: "refund",
          store_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGI",
          subject_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH",
          amount: 35_000,
        }}
        label={say("Refund", "คืนเงิน")}
        onApproved={refuse}
      />
    </Section>
  );
}
