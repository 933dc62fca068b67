/** Deliveries: one event owed to one endpoint, with each failed attempt and the next one. */
import { Badge, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import {
  type Delivery,
  type DeliveryLog,
  deleteDlqDeliveryId,
  postDeliveriesDeliveryIdRetry,
  postDlqDeliveryIdRequeue,
} from "#client";
import { useAct } from "#kit/act.ts";
import { toApiError } from "#kit/api.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { Facts } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { tellError } from "#kit/toast.ts";
import { getDeliveriesDeliveryIdOptions } from "#queries";

const COLORS: Record<Delivery["status"], string> = {
  pending: "var(--frame-warn)",
  delivered: "var(--frame-good)",
  dead: "var(--frame-bad)",
  discarded: "var(--frame-dim)",
};

function DeliveryStatus({ status }: { status: Delivery["status"] }) {
  const t = useText("integrations");
  return (
    <Badge variant="outline" color={COLORS[status]}>
      {t(`delivery.${status}`)}
    </Badge>
  );
}

export function useDeliveryColumns(): Column<Delivery>[] {
  const t = useText("integrations");
  return [
    { id: "type", header: t("deliveries.event"), card: "head", cell: ({ type }) => <Code>{type}</Code> },
    { id: "at", header: t("deliveries.at"), cell: ({ created_at }) => <DateTime at={created_at} /> },
    {
      id: "answer",
      header: t("test.status"),
      align: "right",
      cell: ({ response_status, error }) => <span className="figure">{response_status ?? error ?? "—"}</span>,
    },
    {
      id: "attempts",
      header: t("deliveries.attempts"),
      align: "right",
      cell: ({ attempts }) => <Count value={attempts} />,
    },
    { id: "next", header: t("deliveries.next"), cell: ({ next_attempt_at }) => <DateTime at={next_attempt_at} /> },
    { id: "status", header: t("state"), card: "figure", cell: ({ status }) => <DeliveryStatus status={status} /> },
  ];
}

export function DeliveryView({ delivery_id }: { delivery_id: string }) {
  const query = useQuery(getDeliveriesDeliveryIdOptions({ path: { delivery_id } }));
  return (
    <Loaded query={query} rows={8}>
      {({ data }) => <Detail delivery={data} />}
    </Loaded>
  );
}

function Detail({ delivery }: { delivery: DeliveryLog }) {
  const t = useText("integrations");
  const { delivery_id, status, excerpt } = delivery;
  return (
    <Stack gap="md">
      <Facts
        of={[
          [t("state"), <DeliveryStatus key="status" status={status} />],
          [t("deliveries.event"), <Code key="type">{delivery.type}</Code>],
          [t("deliveries.sequence"), delivery.sequence],
          [t("deliveries.subject"), `${delivery.subject_kind} ${delivery.subject_id}`],
          [t("deliveries.at"), <DateTime key="at" at={delivery.created_at} />],
          [t("deliveries.next"), <DateTime key="next" at={delivery.next_attempt_at} />],
          [t("test.status"), delivery.response_status ?? delivery.error ?? "—"],
          [t("test.latency"), delivery.latency_ms === null ? "—" : t("ms", { count: delivery.latency_ms })],
        ]}
      />
      {excerpt && (
        <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {excerpt}
        </Code>
      )}
      <DeliveryActs delivery_id={delivery_id} status={status} />
      <Text fw={600}>{t("deliveries.failures")}</Text>
      <DataTable
        plain
        label={t("deliveries.failures")}
        rows={delivery.failures}
        rowId={({ attempt }) => String(attempt)}
        empty={t("deliveries.no_failures")}
        columns={[
          {
            id: "attempt",
            header: t("deliveries.attempt"),
            card: "head",
            cell: ({ attempt }) => <Count value={attempt} />,
          },
          { id: "at", header: t("deliveries.at"), cell: ({ at }) => <DateTime at={at} /> },
          {
            id: "answer",
            header: t("test.status"),
            cell: ({ response_status, error }) => response_status ?? error ?? "—",
          },
          {
            id: "next",
            header: t("deliveries.next"),
            cell: ({ next_attempt_at }) => <DateTime at={next_attempt_at} />,
          },
        ]}
      />
    </Stack>
  );
}

/** The acts on a delivery: attempt a waiting one at once; start a dead one again, or discard it. */
function DeliveryActs({ delivery_id, status }: Pick<Delivery, "delivery_id" | "status">) {
  const t = useText("integrations");
  const kit = useText("kit");
  const act = useAct();
  const path = { delivery_id };
  const run = useMutation({
    mutationFn: async (what: "retry" | "requeue" | "discard") => {
      if (what === "retry") await act(() => postDeliveriesDeliveryIdRetry({ path, body: {} }), t("deliveries.retried"));
      if (what === "requeue") await act(() => postDlqDeliveryIdRequeue({ path, body: {} }), t("dead.requeued"));
      if (what === "discard") await act(() => deleteDlqDeliveryId({ path }), t("dead.discarded"));
    },
    onError: (error) => tellError(kit, toApiError(error, undefined)),
  });
  return (
    <Group gap="xs">
      {status === "pending" && (
        <Button variant="default" loading={run.isPending} onClick={() => run.mutate("retry")}>
          {t("deliveries.retry")}
        </Button>
      )}
      {status === "dead" && (
        <>
          <Button loading={run.isPending} onClick={() => run.mutate("requeue")}>
            {t("dead.requeue")}
          </Button>
          <Button variant="default" loading={run.isPending} onClick={() => run.mutate("discard")}>
            {t("dead.discard")}
          </Button>
        </>
      )}
    </Group>
  );
}
