/** Approvals: which acts need a second person and above which sum, and the reasons that staff choose from. */
import { Badge, Box, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApprovalRequirement } from "#client";
import { DateTime, Money } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getApprovalsRequirementsOptions } from "#queries";
import { ReasonCodes } from "./ReasonCodes.tsx";
import { RequirementDialog, RequirementReset } from "./RequirementDialog.tsx";

const ROW = { borderBottom: "1px solid var(--frame-border)" };

export function ApprovalsTab() {
  const t = useText("settings");
  const { store_id } = useOffice();
  const requirements = useQuery(getApprovalsRequirementsOptions({ query: { ...(store_id && { store_id }) } }));
  const [changing, setChanging] = useState<ApprovalRequirement | null>(null);
  const [resetting, setResetting] = useState<ApprovalRequirement | null>(null);
  return (
    <>
      <Section title={t("approvals.title")}>
        <Loaded query={requirements} rows={8}>
          {({ data }) =>
            data.map((requirement) => (
              <RequirementRow
                key={requirement.action}
                requirement={requirement}
                onChange={() => setChanging(requirement)}
                onReset={() => setResetting(requirement)}
              />
            ))
          }
        </Loaded>
        {changing && <RequirementDialog requirement={changing} onClose={() => setChanging(null)} />}
        {resetting && <RequirementReset requirement={resetting} onClose={() => setResetting(null)} />}
      </Section>
      <ReasonCodes />
    </>
  );
}

interface RowProps {
  requirement: ApprovalRequirement;
  onChange: () => void;
  onReset: () => void;
}

function RequirementRow({ requirement, onChange, onReset }: RowProps) {
  const t = useText("settings");
  const { store_id } = useOffice();
  const { action, source, pending } = requirement;
  const name = t(`action.${action}`);
  const own = source === (store_id === undefined ? "tenant" : "store");
  return (
    <Group justify="space-between" align="flex-start" py="sm" gap="md" wrap="nowrap" style={ROW}>
      <Box style={{ minWidth: 0 }}>
        <Text fw={500}>{name}</Text>
        <Text c="dimmed" fz="xs" component="div">
          <Rule rule={requirement} />
        </Text>
        {pending.map(({ level, requirement: next, from }) => (
          <Text key={level} fz="xs" c="var(--frame-warn)" component="div">
            {t("approvals.pending")} <DateTime at={from} />:{" "}
            {next === null ? t("approvals.reset_means") : <Rule rule={next} />}
          </Text>
        ))}
      </Box>
      <Group gap="xs" justify="flex-end" style={{ flexShrink: 0, maxWidth: "50%" }}>
        <Badge variant="outline" color={source === "default" ? "var(--frame-dim)" : "var(--frame-accent)"}>
          {t(`source.${source}`)}
        </Badge>
        <Button size="xs" variant="default" aria-label={t("change_of", { name })} onClick={onChange}>
          {t("change")}
        </Button>
        {own && (
          <Button size="xs" variant="default" aria-label={t("reset_of", { name })} onClick={onReset}>
            {t("reset")}
          </Button>
        )}
      </Group>
    </Group>
  );
}

/** A requirement in a line. */
export function Rule({ rule }: { rule: Pick<ApprovalRequirement, "approval" | "above_amount" | "reason_required"> }) {
  const t = useText("settings");
  return (
    <>
      {t(`approvals.${rule.approval}`)}
      {rule.above_amount !== null && (
        <>
          {" · "}
          {t("approvals.above")} <Money satang={rule.above_amount} />
        </>
      )}
      {rule.reason_required && ` · ${t("approvals.with_reason")}`}
    </>
  );
}
