/** Site keys: those that wait for a device, and every try of a key. */
import { Button, Code } from "@mantine/core";
import { useState } from "react";
import { type Pairing, type PairingTry, postPairingsPairingIdRevoke } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { getPairingsLogOptions, getPairingsOptions } from "#queries";

type State = "revoked" | "used" | "ended" | "open";

function stateOf({ revoked_at, used_at, expires_at }: Pairing, now: number): State {
  if (revoked_at !== null) return "revoked";
  if (used_at !== null) return "used";
  return Date.parse(expires_at) <= now ? "ended" : "open";
}

/** The result of a try: the device's standing, or the code of the refusal. */
function Result({ result }: { result: string }) {
  const t = useText("devices");
  return result === "active" || result === "pending" ? t(`status.${result}`) : <Code>{result}</Code>;
}

export function PairingsPage() {
  const t = useText("devices");
  const { store_id } = useOffice();
  const [ending, end] = useState<Pairing | null>(null);
  const act = useAct();
  const at = store_id ? { store_id } : {};
  const named = ({ name, type }: Pairing) => name ?? t(`type.${type}`);
  return (
    <Page title={t("pairings.title")} subtitle={<PageLink to="/devices">{t("back")}</PageLink>}>
      <Section flush>
        <DataTable<Pairing>
          label={t("pairings.title")}
          rowId={({ pairing_id }) => pairing_id}
          list={(page) => getPairingsOptions({ query: { ...at, ...page } })}
          empty={t("pairings.empty")}
          columns={[
            { id: "name", header: t("name"), card: "head", cell: named },
            { id: "type", header: t("type"), cell: ({ type }) => t(`type.${type}`) },
            { id: "made", header: t("pairings.made"), cell: ({ created_at }) => <DateTime at={created_at} /> },
            { id: "until", header: t("pairings.until"), cell: ({ expires_at }) => <DateTime at={expires_at} /> },
            {
              id: "state",
              header: t("status"),
              card: "figure",
              cell: (pairing) => {
                const state = stateOf(pairing, Date.now());
                return state === "open" ? (
                  <Button size="compact-sm" variant="default" onClick={() => end(pairing)}>
                    {t("pairings.end")}
                  </Button>
                ) : (
                  t(`pairings.${state}`)
                );
              },
            },
          ]}
        />
      </Section>
      <Section title={t("tries.title")} flush>
        <DataTable<PairingTry>
          plain
          label={t("tries.title")}
          rowId={({ pairing_log_id }) => pairing_log_id}
          list={(page) => getPairingsLogOptions({ query: { ...at, ...page } })}
          empty={t("tries.empty")}
          columns={[
            { id: "at", header: t("tries.at"), cell: ({ at: tried }) => <DateTime at={tried} /> },
            { id: "device", header: t("device"), card: "head", cell: ({ device_name }) => device_name },
            { id: "ip", header: t("tries.ip"), cell: ({ ip }) => ip ?? "—" },
            {
              id: "result",
              header: t("tries.result"),
              card: "figure",
              cell: ({ result }) => <Result result={result} />,
            },
          ]}
        />
      </Section>
      {ending && (
        <FormDialog
          opened
          ready
          danger
          onClose={() => end(null)}
          title={t("pairings.end_title", { name: named(ending) })}
          label={t("pairings.end")}
          onSave={() =>
            act(() => postPairingsPairingIdRevoke({ path: { pairing_id: ending.pairing_id } }), t("pairings.end_done"))
          }
        >
          {() => t("pairings.end_help")}
        </FormDialog>
      )}
    </Page>
  );
}
