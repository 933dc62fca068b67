/** The last change of a setting: who made it and when, from the audit trail. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { getAuditsOptions } from "#queries";

interface LastChangeProps {
  /** The key of a setting. */
  setting: string;
  /** The kind of the thing in the audit trail. */
  kind?: string;
}

export function LastChange({ setting, kind = "setting" }: LastChangeProps) {
  const t = useText("settings");
  const { can } = useOffice();
  const { name } = useNames();
  const query = useQuery({
    ...getAuditsOptions({ query: { subject_kind: kind, subject_id: setting, limit: 1 } }),
    enabled: can("audit_view"),
  });
  const last = query.data?.data[0];
  if (!last) return null;
  return (
    <Text c="dimmed" fz="xs" component="div">
      {t("last_change", { person: name(last.actor_id) })} <DateTime at={last.at} />
    </Text>
  );
}
