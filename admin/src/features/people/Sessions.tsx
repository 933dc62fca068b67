/** Open sessions of a person: where, since when, and the act that ends them. */
import { Badge, Button, Group, Text } from "@mantine/core";
import type { Session } from "#client";
import { DateTime, Since } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { EmptyState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";

const ROW = { borderBottom: "1px solid var(--frame-border)" };

export function Sessions({ sessions, onEnd }: { sessions: readonly Session[]; onEnd?: (session: Session) => void }) {
  const t = useText("people");
  const { name } = useNames();
  if (sessions.length === 0) return <EmptyState title={t("sessions.none")} />;
  return sessions.map((session) => (
    <Group key={session.session_id} justify="space-between" gap="xs" py={4} style={ROW}>
      <div>
        <Group gap="xs">
          {session.device_id === null ? t("sessions.console") : name(session.device_id)}
          {session.current && <Badge variant="light">{t("sessions.current")}</Badge>}
        </Group>
        <Text c="dimmed" fz="xs" component="div">
          {t("sessions.opened")} <DateTime at={session.opened_at} /> · {t("sessions.used")}{" "}
          <Since at={session.renewed_at} />
        </Text>
      </div>
      {onEnd && !session.current && (
        <Button size="xs" variant="default" onClick={() => onEnd(session)}>
          {t("sessions.end_one")}
        </Button>
      )}
    </Group>
  ));
}
