/** The store's data: its name, and the seller's name and address as receipts print them. */
import { Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { patchStoresStoreId, putSettingsKeysKey, type Store } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useHomeStore } from "#kit/home.ts";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getSettingsOptions } from "#queries";
import { sellerOf } from "./standing.ts";

export function StoreDialog({ onClose }: { onClose: () => void }) {
  const { home, at } = useHomeStore();
  const settings = useQuery(getSettingsOptions({ query: at }));
  if (!home) return null;
  return (
    <Loaded query={settings} rows={0}>
      {({ data }) => <Form home={home} seller={sellerOf(data)} onClose={onClose} />}
    </Loaded>
  );
}

interface FormProps {
  home: Store;
  seller: { name: string; address: string };
  onClose: () => void;
}

function Form({ home, seller, onClose }: FormProps) {
  const t = useText("first-run");
  const act = useAct();
  const [name, setName] = useState(home.name);
  const [seller_name, setSeller] = useState(seller.name);
  const [address, setAddress] = useState(seller.address || (home.address ?? ""));
  const [phone, setPhone] = useState(home.phone ?? "");
  const one_line = address.trim().replaceAll(/\s*\n\s*/g, ", ");
  const path = { store_id: home.store_id };
  // Each of the three sets a value, so a repeat after a lost answer changes nothing.
  const save = () =>
    act(async () => {
      await patchStoresStoreId({ path, body: { name: name.trim(), address: one_line, phone: phone.trim() || null } });
      await putSettingsKeysKey({ path: { key: "tax.seller_name" }, body: { value: seller_name.trim() } });
      return putSettingsKeysKey({ path: { key: "tax.seller_address" }, body: { value: one_line, ...path } });
    }, t("store.done"));
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("step.store.act")}
      label={t("save")}
      ready={name.trim() !== "" && seller_name.trim() !== "" && one_line !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          <TextInput
            label={t("store.name")}
            maxLength={200}
            required
            value={name}
            error={error("name")}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <TextInput
            label={t("store.seller")}
            description={t("store.seller_help")}
            maxLength={120}
            required
            data-autofocus
            value={seller_name}
            onChange={({ currentTarget }) => setSeller(currentTarget.value)}
          />
          <Textarea
            label={t("store.address")}
            maxLength={300}
            required
            autosize
            minRows={2}
            value={address}
            error={error("address") ?? error("value")}
            onChange={({ currentTarget }) => setAddress(currentTarget.value)}
          />
          <TextInput
            label={t("store.phone")}
            type="tel"
            maxLength={40}
            value={phone}
            error={error("phone")}
            onChange={({ currentTarget }) => setPhone(currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
