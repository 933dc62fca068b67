/** The last change of a thing: its person and time, and the way to all changes. */
import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getAuditsOptions } from "#queries";
import { addDays } from "./days.ts";
import { PageLink } from "./Links.tsx";
import { DateTime } from "./Money.tsx";
import { useNames } from "./names.ts";
import { useOffice } from "./office.ts";
import { useText } from "./text.ts";

/** `kind` is the audit's own, such as `package`. A person without the permission to see the audit sees nothing. */
export function LastChange({ kind, id }: { kind: string; id: string }) {
  const t = useText("kit");
  const { can, today } = useOffice();
  const { name } = useNames();
  const about = { subject_kind: kind, subject_id: id };
  const query = useQuery({ ...getAuditsOptions({ query: { ...about, limit: 1 } }), enabled: can("audit_view") });
  const last = query.data?.data[0];
  if (!last) return null;
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {last.actor_kind === "system" ? t("last_change.system") : t("last_change", { name: name(last.actor_id) })}{" "}
        <DateTime at={last.at} />
      </Text>
      <PageLink to="/audit" search={{ ...about, from: addDays(today, -365), to: today }}>
        {t("last_change.all")}
      </PageLink>
    </Group>
  );
}
