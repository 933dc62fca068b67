/** Lots of blank tickets: which device holds them for outages, how many are sold, and their withdrawal. */
import { Badge, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { type GetLotsData, type Lot, postLotsLotIdWithdraw } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { NameFilter } from "#kit/Filters.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getLotsOptions } from "#queries";

type Filter = Omit<NonNullable<GetLotsData["query"]>, "limit" | "cursor">;

/** A lot's blanks admit while it is neither withdrawn nor expired. */
function stateOf({ withdrawn_at, expires_at }: Lot): "held" | "withdrawn" | "expired" {
  if (withdrawn_at !== null) return "withdrawn";
  return Date.parse(expires_at) <= Date.now() ? "expired" : "held";
}

export function LotsPage() {
  const t = useText("items");
  const { store_id, stores, storeName } = useOffice();
  const { name } = useNames();
  const [values] = useFilters(["device_id"]);
  const filter: Filter = { ...(store_id && { store_id }), ...values };
  return (
    <Page title={t("lots.title")} subtitle={t("lots.subtitle")}>
      <Section flush>
        <DataTable<Lot>
          label={t("lots.title")}
          rowId={({ lot_id }) => lot_id}
          list={(page) => getLotsOptions({ query: { ...filter, ...page } })}
          empty={t("lots.empty")}
          filters={<NameFilter of="device_id" />}
          columns={[
            {
              id: "device",
              header: t("lots.device"),
              card: "head",
              whole: true,
              cell: ({ device_id }) => name(device_id),
            },
            ...(stores.length > 1
              ? [{ id: "store", header: t("store"), cell: (lot: Lot) => storeName(lot.store_id) }]
              : []),
            { id: "made", header: t("lots.made"), cell: ({ created_at }) => <DateTime at={created_at} /> },
            { id: "expires", header: t("lots.expires"), cell: ({ expires_at }) => <DateTime at={expires_at} /> },
            { id: "count", header: t("lots.count"), align: "right", cell: ({ count }) => <Count value={count} /> },
            { id: "bound", header: t("lots.bound"), align: "right", cell: ({ bound }) => <Count value={bound} /> },
            {
              id: "state",
              header: t("status"),
              card: "figure",
              cell: (lot) => (
                <Badge variant="outline" color={stateOf(lot) === "held" ? "var(--frame-good)" : "var(--frame-dim)"}>
                  {t(`lots.${stateOf(lot)}`)}
                </Badge>
              ),
            },
          ]}
          drawer={{
            title: (_, row) => (row ? name(row.device_id) : t("lots.title")),
            body: (_, row) => (row ? <Detail lot={row} /> : <Text c="dimmed">{t("lots.other_page")}</Text>),
          }}
        />
      </Section>
    </Page>
  );
}

function Detail({ lot }: { lot: Lot }) {
  const t = useText("items");
  const act = useAct();
  const { can } = useOffice();
  const { name } = useNames();
  const [asked, ask] = useState(false);
  const { lot_id, count, bound, package_ids } = lot;
  const unsold = count - bound;
  return (
    <Stack gap="md">
      {stateOf(lot) === "held" && can("void", lot.store_id) && (
        <Button variant="default" color="red" onClick={() => ask(true)}>
          {t("lots.withdraw")}
        </Button>
      )}
      <Facts
        of={[
          [t("lots.id"), <code key="id">{lot_id}</code>],
          [t("lots.made"), <DateTime key="made" at={lot.created_at} />],
          [t("lots.by"), name(lot.created_by)],
          [t("lots.expires"), <DateTime key="expires" at={lot.expires_at} />],
          [t("lots.count"), <Count key="count" value={count} />],
          [t("lots.bound"), <Count key="bound" value={bound} />],
          [t("lots.packages"), package_ids === null ? t("lots.all") : package_ids.map(name).join(", ")],
          [t("lots.key"), lot.key_version],
          [t("lots.withdrawn_at"), <DateTime key="withdrawn" at={lot.withdrawn_at} />],
          [t("lots.withdrawn_by"), name(lot.withdrawn_by)],
        ]}
      />
      <ReasonDialog
        opened={asked}
        onClose={() => ask(false)}
        title={t("lots.ask")}
        thing={t("lots.unsold", { device: name(lot.device_id), count: unsold })}
        note={<Text>{t("lots.means")}</Text>}
        act={t("lots.withdraw")}
        danger
        onConfirm={() => act(() => postLotsLotIdWithdraw({ path: { lot_id } }), t("lots.done"))}
      />
    </Stack>
  );
}
