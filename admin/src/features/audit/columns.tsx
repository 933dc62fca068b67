/** Columns of audit rows. */
import { Code } from "@mantine/core";
import type { Audit } from "#client";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { useSubjectName } from "./subjects.ts";

export function useAuditColumns(): Column<Audit>[] {
  const t = useText("audit");
  const { name } = useNames();
  const subjectName = useSubjectName();
  const { stores, storeName } = useOffice();
  return [
    { id: "at", header: t("at"), cell: ({ at }) => <DateTime at={at} /> },
    { id: "event", header: t("event"), cell: ({ event }) => <Code>{event}</Code>, card: "head" },
    { id: "actor", header: t("actor"), cell: (row) => actorOf(row, name, t("system")) },
    {
      id: "subject",
      header: t("subject"),
      cell: subjectName,
    },
    { id: "approver", header: t("approver"), cell: ({ approver_id }) => name(approver_id) },
    { id: "device", header: t("device"), cell: ({ device_id }) => name(device_id) },
    ...(stores.length > 1
      ? [{ id: "store", header: t("store"), cell: ({ store_id }: Audit) => storeName(store_id), optional: true }]
      : []),
    {
      id: "sequence",
      header: t("sequence"),
      cell: ({ sequence }) => <span className="figure">{sequence}</span>,
      align: "right",
      card: "figure",
    },
    { id: "ip", header: t("ip"), cell: ({ ip }) => ip ?? "—", optional: true },
    { id: "request", header: t("request_id"), cell: ({ request_id }) => <Code>{request_id}</Code>, optional: true },
  ];
}

/** The name of a person or a device, or the system's. */
export function actorOf({ actor_kind, actor_id }: Audit, name: (id: string) => string, system: string): string {
  return actor_kind === "system" ? system : name(actor_id);
}
