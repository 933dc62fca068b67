/** Filters of a page: each is a value in the address, so that a copied link shows the same rows. */
import { Select } from "@mantine/core";
import { useNames } from "./names.ts";
import { useText } from "./text.ts";
import { useFilters } from "./url.ts";

interface FilterProps {
  /** Its name in the address, as the API names it. */
  name: string;
  label: string;
  options: readonly { value: string; label: string }[];
  searchable?: boolean;
}

/** One choice among some, or none. */
export function ChoiceFilter({ name, label, options, searchable = false }: FilterProps) {
  const [values, set] = useFilters([name]);
  return (
    <Select
      w={150}
      size="sm"
      aria-label={label}
      placeholder={label}
      clearable
      searchable={searchable}
      value={values[name] ?? null}
      onChange={(value) => set({ [name]: value ?? undefined })}
      data={[...options]}
    />
  );
}

const NOUNS = {
  device_id: "devices",
  employee_id: "employees",
  package_id: "packages",
  zone_id: "zones",
} as const;

/** A device, person, package or zone by its name. `as` is its name in the address where that differs. */
export function NameFilter({ of, as = of }: { of: keyof typeof NOUNS; as?: string }) {
  const t = useText("filter");
  const names = useNames();
  const options = names[NOUNS[of]].map(({ id, name }) => ({ value: id, label: name }));
  return <ChoiceFilter name={as} label={t(as)} options={options} searchable />;
}
