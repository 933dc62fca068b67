/** The policy of a store's gates: offline admission, the age of the list, unknown blanks, and the oldest app. */
import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type GatePolicy, putGatePolicy } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useOffice } from "#kit/office.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getGatePolicyOptions } from "#queries";
import { LastChange } from "./LastChange.tsx";
import { SettingsOf } from "./SettingsOf.tsx";

export function GateTab() {
  const t = useText("settings");
  const { store_id, stores, storeName } = useOffice();
  const at = store_id ?? stores[0]?.store_id ?? "";
  const policy = useQuery(getGatePolicyOptions({ query: { store_id: at } }));
  const [changing, setChanging] = useState(false);
  return (
    <>
      <Section
        title={t("gate.title", { store: storeName(at) })}
        aside={
          <Button size="xs" variant="default" onClick={() => setChanging(true)} disabled={!policy.data}>
            {t("change")}
          </Button>
        }
      >
        <Loaded query={policy} rows={4}>
          {({ data }) => (
            <>
              <PolicyFacts policy={data} />
              {changing && <PolicyDialog policy={data} onClose={() => setChanging(false)} />}
            </>
          )}
        </Loaded>
      </Section>
      <SettingsOf tab="gate" />
    </>
  );
}

function PolicyFacts({ policy }: { policy: GatePolicy }) {
  const t = useText("settings");
  return (
    <Facts
      of={[
        [t("gate.admit"), t(`gate.admit_${policy.admit_offline}`)],
        [t("gate.age"), t("unit.minutes", { count: Math.round(policy.list_max_age_s / 60) })],
        [t("gate.unbound"), t(`gate.unbound_${policy.unbound_lots}`)],
        [t("gate.version"), policy.min_app_version ?? t("gate.any_version")],
      ]}
    />
  );
}

const ADMITS = ["never", "after_seconds", "always"] as const;
const UNBOUND = ["admit_and_flag", "refuse"] as const;
const VERSION = /^\d+(\.\d+){0,3}$/;

function PolicyDialog({ policy, onClose }: { policy: GatePolicy; onClose: () => void }) {
  const t = useText("settings");
  const act = useAct();
  const [admit_offline, setAdmit] = useState<(typeof ADMITS)[number]>(policy.admit_offline);
  const [minutes, setMinutes] = useState<number | "">(policy.list_max_age_s / 60);
  const [unbound_lots, setUnbound] = useState<(typeof UNBOUND)[number]>(policy.unbound_lots);
  const [version, setVersion] = useState(policy.min_app_version ?? "");
  const list_max_age_s = Math.round(Number(minutes) * 60);
  const min_app_version = version.trim() || null;
  const body = { store_id: policy.store_id, admit_offline, list_max_age_s, unbound_lots, min_app_version };
  const fields = ["admit_offline", "list_max_age_s", "unbound_lots", "min_app_version"] as const;
  const changed = fields.some((field) => body[field] !== policy[field]);
  const right = list_max_age_s >= 60 && (min_app_version === null || VERSION.test(min_app_version));
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("gate.change")}
      label={t("save")}
      ready={changed && right}
      onSave={() => act(() => putGatePolicy({ body }), t("gate.saved"))}
    >
      {(error) => (
        <>
          <Select
            label={t("gate.admit")}
            description={t("gate.admit_help")}
            allowDeselect={false}
            value={admit_offline}
            error={error("admit_offline")}
            onChange={(value) => setAdmit((value ?? admit_offline) as typeof admit_offline)}
            data={ADMITS.map((value) => ({ value, label: t(`gate.admit_${value}`) }))}
          />
          <NumberInput
            label={t("gate.age")}
            description={t("gate.age_help")}
            min={1}
            max={10_080}
            decimalScale={0}
            hideControls
            suffix={t("gate.minutes")}
            value={minutes}
            error={error("list_max_age_s")}
            onChange={(value) => setMinutes(value === "" ? "" : Number(value))}
          />
          <Select
            label={t("gate.unbound")}
            description={t("gate.unbound_help")}
            allowDeselect={false}
            value={unbound_lots}
            error={error("unbound_lots")}
            onChange={(value) => setUnbound((value ?? unbound_lots) as typeof unbound_lots)}
            data={UNBOUND.map((value) => ({ value, label: t(`gate.unbound_${value}`) }))}
          />
          <TextInput
            label={t("gate.version")}
            description={t("gate.version_help")}
            maxLength={20}
            value={version}
            error={error("min_app_version")}
            onChange={({ currentTarget }) => setVersion(currentTarget.value)}
          />
          <LastChange setting={policy.store_id} kind="store" />
        </>
      )}
    </FormDialog>
  );
}
