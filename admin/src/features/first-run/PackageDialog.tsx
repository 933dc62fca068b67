/** The first package: a ticket with its price, and the zone that it opens, in one short form. */
import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type PackageRequest, postCatalogPackages, postCatalogZones, type ZoneRequest } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useHomeStore } from "#kit/home.ts";
import { useIntention } from "#kit/intention.ts";
import { MoneyInput } from "#kit/MoneyInput.tsx";
import { NameFields } from "#kit/NameFields.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { getCatalogZonesOptions } from "#queries";

/** Names that a park may take as they are: each language has its own. */
const TICKET = { name: "Day ticket", name_th: "ตั๋วรายวัน" };
const ZONE = { name: "Park", name_th: "สวนสนุก" };

export function PackageDialog({ onClose }: { onClose: () => void }) {
  const t = useText("first-run");
  const language = useLanguage();
  const act = useAct();
  const { home, at } = useHomeStore();
  const intendZone = useIntention<ZoneRequest>();
  const intendPackage = useIntention<PackageRequest>();
  const zones = useQuery(getCatalogZonesOptions({ query: { ...at, active: "true" } }));
  const known = zones.data?.data ?? [];
  const [names, setNames] = useState(TICKET);
  const [price, setPrice] = useState<number | null>(null);
  const [chosen, choose] = useState<string | null>(null);
  const [zone_name, setZoneName] = useState(ZONE[language === "th" ? "name_th" : "name"]);
  const [made, setMade] = useState<string | null>(null);
  const zone_id = made ?? chosen ?? known[0]?.zone_id;
  const makeZone = async (): Promise<string> => {
    const name = zone_name.trim();
    const own = Object.values(ZONE).includes(name) ? ZONE : { name };
    const zone = await act(
      () =>
        intendZone({ ...at, ...own }, (asked, key) =>
          postCatalogZones({ body: asked, headers: { "Idempotency-Key": key } }),
        ),
      t("zone.done", { name }),
    );
    // A refused package is tried again with the same zone.
    setMade(zone.zone_id);
    return zone.zone_id;
  };
  const save = async () => {
    const zone = zone_id ?? (await makeZone());
    const name_th = names.name_th.trim();
    const body: PackageRequest = {
      store_id: home?.store_id ?? null,
      name: names.name.trim(),
      ...(name_th && { name_th }),
      type: "single",
      price: price ?? 0,
      quota_or_minutes: 1,
      zones: [{ zone_id: zone }],
    };
    await act(
      () =>
        intendPackage(body, (asked, key) => postCatalogPackages({ body: asked, headers: { "Idempotency-Key": key } })),
      t("package.done", { name: body.name }),
    );
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("step.package.act")}
      label={t("package.save")}
      ready={zones.data !== undefined && names.name.trim() !== "" && !!price && (!!zone_id || zone_name.trim() !== "")}
      onSave={save}
    >
      {(error) => (
        <>
          <MoneyInput
            label={t("price")}
            description={t("price.help")}
            required
            data-autofocus
            satang={price}
            error={error("price")}
            onSatang={setPrice}
          />
          <NameFields names={names} onNames={setNames} error={error} focus={false} />
          {known.length > 0 ? (
            <Select
              label={t("zone")}
              description={t("zone.help")}
              allowDeselect={false}
              value={zone_id ?? null}
              error={error("zones.0.zone_id")}
              onChange={choose}
              data={known.map((zone) => ({
                value: zone.zone_id,
                label: language === "th" ? zone.name_th : zone.name,
              }))}
            />
          ) : (
            <TextInput
              label={t("zone")}
              description={t("zone.help")}
              maxLength={100}
              required
              value={zone_name}
              onChange={({ currentTarget }) => setZoneName(currentTarget.value)}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
