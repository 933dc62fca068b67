/** One approval: the request, the thing itself beside it, and the decision with a PIN. */
import { Button, Group, Text as MantineText, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApprovalWithCart } from "#client";
import { DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts } from "#kit/Page.tsx";
import { useReasonName } from "#kit/reasons.ts";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getApprovalsApprovalIdOptions } from "#queries";
import { DecideDialog, type Decision } from "./DecideDialog.tsx";
import { Thing } from "./Thing.tsx";

export function ApprovalDetail({ approval_id }: { approval_id: string }) {
  const query = useQuery(getApprovalsApprovalIdOptions({ path: { approval_id } }));
  return <Loaded query={query}>{({ data }) => <Detail approval={data} />}</Loaded>;
}

function Detail({ approval }: { approval: ApprovalWithCart }) {
  const t = useText("approvals");
  const { name } = useNames();
  const { me, can } = useOffice();
  const reasonName = useReasonName();
  const [decision, setDecision] = useState<Decision | null>(null);
  const { status, requester_id, store_id, decided_by, decided_at } = approval;
  const own = requester_id === me.employee_id;
  const decidable = status === "pending" && !own && can("approve", store_id);
  return (
    <Stack gap="md">
      <Facts
        of={[
          [t("asked"), t(`action.${approval.action}`)],
          ...(approval.amount === null
            ? []
            : [[t("amount"), <Money key="amount" satang={approval.amount} />] as const]),
          [t("requester"), name(requester_id)],
          [t("till"), name(approval.device_id)],
          ...(approval.reason_code ? [[t("reason"), reasonName(approval.reason_code)] as const] : []),
          ...(approval.note ? [[t("note"), approval.note] as const] : []),
          [t("asked_at"), <DateTime key="asked" at={approval.requested_at} />],
          [t("state"), t(`status.${status}`)],
          ...(status === "pending"
            ? [[t("until"), <DateTime key="until" at={approval.expires_at} show="time" />] as const]
            : []),
          ...(decided_by ? [[t("decided_by"), name(decided_by)] as const] : []),
          ...(decided_at ? [[t("decided_at"), <DateTime key="decided" at={decided_at} />] as const] : []),
          ...(approval.decision_note ? [[t("decision_note"), approval.decision_note] as const] : []),
        ]}
      />
      <Thing approval={approval} />
      {status === "pending" && own && <MantineText c="dimmed">{t("own")}</MantineText>}
      {decidable && (
        <Group gap="xs">
          <Button onClick={() => setDecision("approve")}>{t("approve")}</Button>
          <Button variant="default" onClick={() => setDecision("reject")}>
            {t("reject")}
          </Button>
        </Group>
      )}
      <DecideDialog approval={approval} decision={decision} onClose={() => setDecision(null)} />
    </Stack>
  );
}
