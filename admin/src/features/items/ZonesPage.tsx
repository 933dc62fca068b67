/** Zones: the areas that tickets open, how many people they hold, and how many are inside. */
import { Badge, Button, NumberInput, Select, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { postCatalogZones, putCatalogZonesZoneId, type Zone, type ZoneRequest } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useHomeStore } from "#kit/home.ts";
import { useIntention } from "#kit/intention.ts";
import { Count } from "#kit/Money.tsx";
import { NameFields } from "#kit/NameFields.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getCatalogZonesOptions, getZonesInsideOptions } from "#queries";

export function ZonesPage() {
  const t = useText("items");
  const language = useLanguage();
  const { stores, storeName } = useOffice();
  const { at } = useHomeStore();
  const [{ add }, set] = useFilters(["add"]);
  const [edited, edit] = useState<Zone | null>(null);
  const query = useQuery(getCatalogZonesOptions({ query: { ...at, active: "all" } }));
  const inside = useInside(at);
  const button = <Button onClick={() => set({ add: "yes" })}>{t("zones.add")}</Button>;
  return (
    <Page title={t("zones.title")} subtitle={t("zones.subtitle")} act={button}>
      <Section flush>
        <Loaded query={query} rows={6}>
          {({ data }) => (
            <DataTable<Zone>
              label={t("zones.title")}
              rows={data}
              rowId={({ zone_id }) => zone_id}
              empty={t("zones.empty")}
              emptyAction={button}
              onOpen={edit}
              columns={[
                {
                  id: "name",
                  header: t("name"),
                  card: "head",
                  whole: true,
                  cell: ({ name, name_th }) => (language === "th" ? name_th : name),
                },
                ...(stores.length > 1
                  ? [{ id: "store", header: t("store"), cell: ({ store_id: at }: Zone) => storeName(at) }]
                  : []),
                {
                  id: "most",
                  header: t("zones.max_people"),
                  align: "right",
                  cell: ({ max_people }) => (max_people === null ? "—" : <Count value={max_people} />),
                },
                ...(inside
                  ? [
                      {
                        id: "inside",
                        header: t("zones.inside"),
                        align: "right" as const,
                        cell: ({ zone_id }: Zone) => <Count value={inside.get(zone_id) ?? 0} />,
                      },
                    ]
                  : []),
                { id: "state", header: t("status"), card: "figure", cell: ({ active }) => <State active={active} /> },
              ]}
            />
          )}
        </Loaded>
      </Section>
      {add !== undefined && <ZoneDialog onClose={() => set({ add: undefined })} />}
      {edited && <ZoneDialog zone={edited} onClose={() => edit(null)} />}
    </Page>
  );
}

/** People in each zone now; undefined while unknown, and for a person who sees no scans. */
function useInside(at: { store_id?: string }): ReadonlyMap<string, number> | undefined {
  const { can } = useOffice();
  const query = useQuery({
    ...getZonesInsideOptions({ query: at }),
    enabled: can("redeem", at.store_id),
    refetchInterval: 60_000,
  });
  return query.data && new Map(query.data.data.map(({ zone_id, inside }) => [zone_id, inside]));
}

export function State({ active }: { active: boolean }) {
  const t = useText("items");
  return (
    <Badge variant="light" color={active ? "accent" : "gray"}>
      {t(active ? "shown" : "hidden")}
    </Badge>
  );
}

function ZoneDialog({ zone, onClose }: { zone?: Zone; onClose: () => void }) {
  const t = useText("items");
  const act = useAct();
  const { stores, store_id } = useOffice();
  const intend = useIntention<ZoneRequest>();
  const [names, setNames] = useState({ name: zone?.name ?? "", name_th: zone?.name_th ?? "" });
  const [most, setMost] = useState<number | string>(zone?.max_people ?? "");
  const [active, setActive] = useState(zone?.active ?? true);
  const [at, setAt] = useState(zone?.store_id ?? store_id ?? stores[0]?.store_id ?? "");
  const terms = {
    name: names.name.trim(),
    ...(names.name_th.trim() && { name_th: names.name_th.trim() }),
    active,
    max_people: most === "" ? null : Number(most),
  };
  const save = () =>
    zone
      ? act(
          () => putCatalogZonesZoneId({ path: { zone_id: zone.zone_id }, body: terms }),
          t("saved", { name: terms.name }),
        )
      : act(
          () =>
            intend({ store_id: at, ...terms }, (body, key) =>
              postCatalogZones({ body, headers: { "Idempotency-Key": key } }),
            ),
          t("added", { name: terms.name }),
        );
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={zone ? t("zones.edit") : t("zones.add")}
      label={t("save")}
      ready={terms.name !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          <NameFields names={names} onNames={setNames} error={error} />
          <NumberInput
            label={t("zones.max_people")}
            description={t("zones.max_people_help")}
            min={1}
            max={1_000_000}
            allowDecimal={false}
            value={most}
            error={error("max_people")}
            onChange={setMost}
          />
          {!zone && stores.length > 1 && (
            <Select
              label={t("store")}
              allowDeselect={false}
              value={at}
              error={error("store_id")}
              onChange={(value) => setAt(value ?? at)}
              data={stores.map((store) => ({ value: store.store_id, label: store.name }))}
            />
          )}
          <Switch
            label={t("shown")}
            description={t("zones.shown_help")}
            checked={active}
            error={error("active")}
            onChange={({ currentTarget }) => setActive(currentTarget.checked)}
          />
        </>
      )}
    </FormDialog>
  );
}
