/** The changes of a save: each field before and after, without those that stay. */
import { Alert, Text } from "@mantine/core";
import { useText } from "./text.ts";

export type FieldChange = readonly [label: string, before: string, after: string];

export function Changes({ of }: { of: readonly FieldChange[] }) {
  const t = useText("kit");
  const changed = of.filter(([, before, after]) => before !== after);
  if (changed.length === 0) return null;
  return (
    <Alert variant="outline" role="status" title={t("changes")}>
      {changed.map(([label, before, after]) => (
        <Text key={label} size="sm">
          {label}: <s>{before}</s> → <strong>{after}</strong>
        </Text>
      ))}
    </Alert>
  );
}
