/** Adds a package with what every package needs; the rest is set on its own page. */
import { NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import { type PackageRequest, postCatalogPackages } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { useGo } from "#kit/Links.tsx";
import { MoneyInput } from "#kit/MoneyInput.tsx";
import { NameFields } from "#kit/NameFields.tsx";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { type PackageType, TYPES, WITHOUT_QUOTA } from "./package.ts";

const EVERYWHERE = "all";

export function AddPackageDialog({ onClose }: { onClose: () => void }) {
  const t = useText("items");
  const go = useGo();
  const act = useAct();
  const { stores, store_id } = useOffice();
  const intend = useIntention<PackageRequest>();
  const [names, setNames] = useState({ name: "", name_th: "" });
  const [price, setPrice] = useState<number | null>(null);
  const [type, setType] = useState<PackageType>("single");
  const [quota, setQuota] = useState<number | string>(2);
  const [at, setAt] = useState(store_id ?? stores[0]?.store_id ?? EVERYWHERE);
  const quota_or_minutes = WITHOUT_QUOTA.includes(type) ? 1 : Number(quota);
  const save = async () => {
    const body: PackageRequest = {
      store_id: at === EVERYWHERE ? null : at,
      name: names.name.trim(),
      ...(names.name_th.trim() && { name_th: names.name_th.trim() }),
      type,
      price: price ?? 0,
      quota_or_minutes,
      // A bundle needs its parts, so it is on sale only once somebody chose them.
      ...(type === "bundle" && { active: false }),
    };
    const added = await act(
      () => intend(body, (asked, key) => postCatalogPackages({ body: asked, headers: { "Idempotency-Key": key } })),
      t("added", { name: body.name }),
    );
    go(`/packages/${added.package_id}`);
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("add")}
      label={t("add")}
      ready={names.name.trim() !== "" && price !== null && quota_or_minutes >= 1}
      onSave={save}
    >
      {(error) => (
        <>
          <NameFields names={names} onNames={setNames} error={error} />
          <Select
            label={t("type")}
            description={t(`type.${type}.help`)}
            allowDeselect={false}
            value={type}
            error={error("type")}
            onChange={(value) => setType((value as PackageType | null) ?? type)}
            data={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
          />
          {!WITHOUT_QUOTA.includes(type) && (
            <NumberInput
              label={t(`quota.${type}`)}
              min={1}
              max={1_000_000}
              allowDecimal={false}
              required
              value={quota}
              error={error("quota_or_minutes")}
              onChange={setQuota}
            />
          )}
          <MoneyInput label={t("price")} required satang={price} error={error("price")} onSatang={setPrice} />
          {stores.length > 1 && (
            <Select
              label={t("store")}
              allowDeselect={false}
              value={at}
              error={error("store_id")}
              onChange={(value) => setAt(value ?? at)}
              data={[
                { value: EVERYWHERE, label: t("all_stores") },
                ...stores.map((store) => ({ value: store.store_id, label: store.name })),
              ]}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
