/** A park's standing in a word; a maintenance that holds now stands beside it. */
import { Badge, Group } from "@mantine/core";
import type { Tenant } from "#client";
import { useText } from "#kit/text.ts";

const TONES = {
  active: "var(--frame-good)",
  suspended: "var(--frame-warn)",
  closed: "var(--frame-bad)",
  purged: "var(--frame-dim)",
} as const satisfies Record<Tenant["status"], string>;

/** Whether a maintenance is planned or holds. */
export function hasWindow({ maintenance_until }: Tenant): boolean {
  return maintenance_until !== null && Date.parse(maintenance_until) > Date.now();
}

export function Standing({ tenant }: { tenant: Tenant }) {
  const t = useText("provider");
  const { status, maintenance_from } = tenant;
  const holds = hasWindow(tenant) && Date.parse(maintenance_from ?? "") <= Date.now();
  return (
    <Group gap={4} component="span" display="inline-flex">
      <Badge variant="outline" color={TONES[status]}>
        {t(`status.${status}`)}
      </Badge>
      {holds && (
        <Badge variant="outline" color="var(--frame-warn)">
          {t("maintenance")}
        </Badge>
      )}
    </Group>
  );
}
