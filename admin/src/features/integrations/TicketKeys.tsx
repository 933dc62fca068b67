/** The versions of the key that signs tickets: make the next one, or end a leaked one with all its tickets. */
import { Badge, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { postTicketsKeysKeyVersionRevoke, postTicketsKeysRotate, type TicketKey } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { useIntention } from "#kit/intention.ts";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getTicketsKeysOptions } from "#queries";

export function TicketKeys() {
  const t = useText("integrations");
  const act = useAct();
  const keys = useQuery(getTicketsKeysOptions());
  const { name: nameOf } = useNames();
  const intend = useIntention<{ after: number }>();
  const [rotating, setRotating] = useState(false);
  const [ending, setEnding] = useState<TicketKey | null>(null);
  const newest = keys.data?.data.find(({ current }) => current)?.key_version ?? 0;
  const rotate = (
    <Button size="xs" variant="default" disabled={newest === 0} onClick={() => setRotating(true)}>
      {t("keys.rotate")}
    </Button>
  );
  return (
    <Section title={t("keys.title")} aside={rotate} flush>
      <Text c="dimmed" px="md" py="xs">
        {t("keys.help")}
      </Text>
      <Loaded query={keys} rows={2}>
        {({ data }) => (
          <DataTable<TicketKey>
            plain
            label={t("keys.title")}
            rows={data}
            rowId={({ key_version }) => String(key_version)}
            empty={t("keys.title")}
            columns={[
              {
                id: "version",
                header: t("secrets.version"),
                card: "head",
                cell: ({ key_version }) => <span className="figure">{key_version}</span>,
              },
              { id: "made", header: t("keys.since"), cell: ({ created_at }) => <DateTime at={created_at} /> },
              {
                id: "by",
                header: t("secrets.by"),
                cell: ({ created_by }) => (created_by === "system" ? t("keys.system") : nameOf(created_by)),
              },
              { id: "state", header: t("state"), card: "figure", cell: (key) => <KeyState of={key} /> },
              {
                id: "act",
                header: t("keys.act"),
                cell: (key) =>
                  !key.current &&
                  key.revoked_at === null && (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t("keys.revoke_of", { version: key.key_version })}
                      onClick={() => setEnding(key)}
                    >
                      {t("keys.revoke")}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      <ReasonDialog
        opened={rotating}
        onClose={() => setRotating(false)}
        title={t("keys.rotate")}
        thing={t("keys.rotate_means", { version: newest + 1 })}
        act={t("keys.rotate")}
        onConfirm={() =>
          act(
            () => intend({ after: newest }, (_, key) => postTicketsKeysRotate({ headers: { "Idempotency-Key": key } })),
            t("keys.rotated"),
          )
        }
      />
      <ReasonDialog
        key={ending?.key_version ?? 0}
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={t("keys.revoke_of", { version: ending?.key_version ?? 0 })}
        thing={t("keys.revoke_means", { version: ending?.key_version ?? 0 })}
        act={t("keys.revoke")}
        typed={String(ending?.key_version ?? "")}
        danger
        onConfirm={() => {
          const key_version = ending?.key_version ?? 0;
          return act(
            () => postTicketsKeysKeyVersionRevoke({ path: { key_version }, body: { confirm: String(key_version) } }),
            t("keys.revoked_done"),
          );
        }}
      />
    </Section>
  );
}

function KeyState({ of: { current, revoked_at } }: { of: TicketKey }) {
  const t = useText("integrations");
  const [color, label] = current
    ? (["var(--frame-good)", t("keys.current")] as const)
    : revoked_at === null
      ? (["var(--frame-dim)", t("keys.earlier")] as const)
      : (["var(--frame-bad)", t("keys.revoked")] as const);
  return (
    <Badge variant="outline" color={color}>
      {label}
    </Badge>
  );
}
