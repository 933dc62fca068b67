/** A filter that a link brought and no field shows: it says that it narrows the rows, and a click removes it. */
import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useFilters } from "./url.ts";

/** `names` are the values of the address that go together, such as `from` and `to`. */
export function FilterChip({ names, label }: { names: readonly string[]; label: string }) {
  const [values, set] = useFilters(names);
  if (!names.some((name) => values[name])) return null;
  return (
    <Button
      size="xs"
      h={32}
      variant="default"
      rightSection={<IconX size={14} aria-hidden />}
      onClick={() => set(Object.fromEntries(names.map((name) => [name, undefined])))}
    >
      {label}
    </Button>
  );
}
