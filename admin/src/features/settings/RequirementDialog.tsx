/** Changes and resets the requirement of an act; a looser one needs a second person and takes effect later. */
import { NumberInput, SegmentedControl, Select, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { type ApprovalRequirement, deleteApprovalsRequirementsAction, putApprovalsRequirementsAction } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { SecondFields, useSecond } from "./SecondPerson.tsx";

interface Props {
  requirement: ApprovalRequirement;
  onClose: () => void;
}

const APPROVALS = ["always", "unless_permitted", "never"] as const;

export function RequirementDialog({ requirement, onClose }: Props) {
  const t = useText("settings");
  const { store, store_id } = useOffice();
  const act = useAct();
  const second = useSecond();
  const { action } = requirement;
  const [level, setLevel] = useState<"tenant" | "store">(store_id === undefined ? "tenant" : "store");
  const [approval, setApproval] = useState<(typeof APPROVALS)[number]>(requirement.approval);
  const [baht, setBaht] = useState<number | "">(
    requirement.above_amount === null ? "" : requirement.above_amount / 100,
  );
  const [reason_required, setReason] = useState(requirement.reason_required);
  const above_amount = baht === "" ? null : Math.round(baht * 100);
  const changed =
    approval !== requirement.approval ||
    above_amount !== requirement.above_amount ||
    reason_required !== requirement.reason_required ||
    (level === "store" && requirement.source !== "store");
  const body = { approval, above_amount, reason_required, ...(level === "store" && store_id && { store_id }) };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t(`action.${action}`)}
      label={t("save")}
      ready={changed && second.ready}
      onSave={() =>
        second.watch(() =>
          act(
            () => putApprovalsRequirementsAction({ path: { action }, body: { ...body, ...second.body } }),
            t("saved", { name: t(`action.${action}`) }),
          ),
        )
      }
    >
      {(error) => (
        <>
          {store_id !== undefined && (
            <SegmentedControl
              fullWidth
              aria-label={t("level.label")}
              value={level}
              onChange={(value) => setLevel(value as typeof level)}
              data={[
                { value: "store", label: store?.name ?? t("level.store") },
                { value: "tenant", label: t("level.tenant") },
              ]}
            />
          )}
          <Select
            label={t("approvals.when")}
            description={t("approvals.when_help")}
            allowDeselect={false}
            value={approval}
            error={error("approval")}
            onChange={(value) => setApproval((value ?? approval) as typeof approval)}
            data={APPROVALS.map((value) => ({ value, label: t(`approvals.${value}`) }))}
          />
          <NumberInput
            label={t("approvals.above")}
            description={t("approvals.above_help")}
            prefix="฿"
            min={0}
            max={10_000_000}
            decimalScale={2}
            thousandSeparator=","
            hideControls
            value={baht}
            error={error("above_amount")}
            onChange={(value) => setBaht(value === "" ? "" : Number(value))}
          />
          <Switch
            label={t("approvals.reason_required")}
            checked={reason_required}
            onChange={({ currentTarget }) => setReason(currentTarget.checked)}
          />
          <SecondFields second={second} />
        </>
      )}
    </FormDialog>
  );
}

export function RequirementReset({ requirement: { action }, onClose }: Props) {
  const t = useText("settings");
  const { store, store_id } = useOffice();
  const act = useAct();
  const second = useSecond();
  const name = t(`action.${action}`);
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("reset_of", { name })}
      label={t("reset")}
      ready={second.ready}
      onSave={() =>
        second.watch(() =>
          act(
            () =>
              deleteApprovalsRequirementsAction({
                path: { action },
                query: { ...(store_id && { store_id }) },
                body: second.body,
              }),
            t("was_reset", { name }),
          ),
        )
      }
    >
      {() => (
        <>
          <Text>{store ? t("level.at", { store: store.name }) : t("level.all")}</Text>
          <Text c="dimmed">{t("approvals.reset_means")}</Text>
          <SecondFields second={second} />
        </>
      )}
    </FormDialog>
  );
}
