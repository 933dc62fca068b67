/** The store of a thing, or all stores; not shown in a park of one store. */
import { Select } from "@mantine/core";
import { useOffice } from "./office.ts";
import { useText } from "./text.ts";

const EVERYWHERE = "all";

interface StoreFieldProps {
  /** Null: all stores. */
  store_id: string | null;
  onStore: (store_id: string | null) => void;
  error: string | undefined;
}

export function StoreField({ store_id, onStore, error }: StoreFieldProps) {
  const t = useText("kit");
  const { stores } = useOffice();
  if (stores.length < 2) return null;
  return (
    <Select
      label={t("store")}
      allowDeselect={false}
      value={store_id ?? EVERYWHERE}
      error={error}
      onChange={(value) => onStore(value === EVERYWHERE ? null : value)}
      data={[
        { value: EVERYWHERE, label: t("store.all") },
        ...stores.map((store) => ({ value: store.store_id, label: store.name })),
      ]}
    />
  );
}
