/** The audit story of a sale: who did each act, who approved it, and where. */
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getAuditsStoryKindIdOptions } from "#queries";

export function Story({ kind, id }: { kind: "sale"; id: string }) {
  const t = useText("sales");
  const { name } = useNames();
  const query = useQuery(getAuditsStoryKindIdOptions({ path: { kind, id } }));
  return (
    <Loaded query={query} rows={4}>
      {({ data: story }) => (
        <Stack gap={4} component="ol" m={0} p={0} style={{ listStyle: "none" }}>
          {story.truncated && <Text c="dimmed">{t("story.truncated")}</Text>}
          {story.entries.map(({ sequence, at, event, actor_id, actor_kind, approver_id, device_id }) => (
            <li key={sequence}>
              <Text component="span" ff="monospace" fz="xs">
                {event}
              </Text>
              <Text c="dimmed" component="div" fz="xs">
                <DateTime at={at} /> · {actor_kind === "system" ? t("story.system") : name(actor_id)}
                {device_id !== null && device_id !== actor_id && ` · ${name(device_id)}`}
                {approver_id !== null && ` · ${t("story.approved", { person: name(approver_id) })}`}
              </Text>
            </li>
          ))}
        </Stack>
      )}
    </Loaded>
  );
}
