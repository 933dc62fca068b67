/** A person's ways in: open sessions, locks of the PIN and the second factor, for their manager. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  deleteEmployeesEmployeeIdPinLocks,
  deleteEmployeesEmployeeIdSessions,
  deleteEmployeesEmployeeIdTotp,
  type PinLock,
  type PlacedEmployee,
} from "#client";
import { useAct } from "#kit/act.ts";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import {
  getEmployeesEmployeeIdPinLocksOptions,
  getEmployeesEmployeeIdSessionsOptions,
  getEmployeesEmployeeIdTotpOptions,
} from "#queries";
import { Sessions } from "./Sessions.tsx";

type Act = "sessions" | "locks" | "factor";

export function PersonSecurity({ person }: { person: PlacedEmployee }) {
  const t = useText("people");
  const { me } = useOffice();
  const act = useAct();
  const [asking, setAsking] = useState<Act | null>(null);
  const { employee_id, name } = person;
  const path = { employee_id };
  const sessions = useQuery(getEmployeesEmployeeIdSessionsOptions({ path }));
  const locks = useQuery(getEmployeesEmployeeIdPinLocksOptions({ path }));
  const factor = useQuery(getEmployeesEmployeeIdTotpOptions({ path }));
  const close = () => setAsking(null);
  const button = (what: Act, label: string) => (
    <Button size="xs" variant="default" onClick={() => setAsking(what)}>
      {label}
    </Button>
  );
  return (
    <>
      <Section
        title={t("sessions.title")}
        aside={(sessions.data?.data.length ?? 0) > 0 && button("sessions", t("sessions.end_all"))}
      >
        <Loaded query={sessions} rows={2}>
          {({ data }) => <Sessions sessions={data} />}
        </Loaded>
      </Section>
      <Section title={t("locks.title")} aside={(locks.data?.data.length ?? 0) > 0 && button("locks", t("locks.lift"))}>
        <Loaded query={locks} rows={1}>
          {({ data }) => (data.length === 0 ? <Text c="dimmed">{t("locks.none")}</Text> : <Locks locks={data} />)}
        </Loaded>
      </Section>
      <Section
        title={t("factor.title")}
        aside={factor.data?.data.enrolled && me.employee_id !== employee_id && button("factor", t("factor.remove"))}
      >
        <Loaded query={factor} rows={1}>
          {({ data }) =>
            data.enrolled ? (
              <Text>
                {t("factor.since")} <DateTime at={data.confirmed_at} /> ·{" "}
                {t("factor.codes_left", { count: data.recovery_codes_left })}
              </Text>
            ) : (
              <Text c="dimmed">{t("factor.none")}</Text>
            )
          }
        </Loaded>
      </Section>
      <ReasonDialog
        opened={asking === "sessions"}
        onClose={close}
        title={t("sessions.end_all")}
        thing={t("sessions.end_means", { name })}
        act={t("sessions.end_all")}
        danger
        onConfirm={() => act(() => deleteEmployeesEmployeeIdSessions({ path }), t("sessions.ended"))}
      />
      <ReasonDialog
        opened={asking === "locks"}
        onClose={close}
        title={t("locks.lift")}
        thing={t("locks.lift_means", { name })}
        act={t("locks.lift")}
        onConfirm={() => act(() => deleteEmployeesEmployeeIdPinLocks({ path }), t("locks.lifted"))}
      />
      <ReasonDialog
        opened={asking === "factor"}
        onClose={close}
        title={t("factor.remove")}
        thing={t("factor.remove_means", { name })}
        act={t("factor.remove")}
        danger
        onConfirm={() => act(() => deleteEmployeesEmployeeIdTotp({ path }), t("factor.removed"))}
      />
    </>
  );
}

function Locks({ locks }: { locks: readonly PinLock[] }) {
  const t = useText("people");
  const { name } = useNames();
  return (
    <Stack gap={4}>
      {locks.map(({ scope, device_id, network, locked_until }) => (
        <Group key={`${scope}${device_id}${network}`} justify="space-between" gap="xs">
          <span>
            {t(`locks.${scope}`)} {device_id !== null ? name(device_id) : (network ?? "")}
          </span>
          <Text c="dimmed" component="span">
            {t("locks.until")} <DateTime at={locked_until} />
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
