/** One person: who they are, what they may do where, how they sign in, and the acts on them. */
import { Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { PlacedEmployee } from "#client";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getEmployeesEmployeeIdOptions } from "#queries";
import { Memberships } from "./Memberships.tsx";
import { PersonActs } from "./PersonActs.tsx";
import { PersonSecurity } from "./PersonSecurity.tsx";
import { PersonStatus } from "./PersonStatus.tsx";

/** The name of a person; undefined until it is read. */
export function usePersonName(employee_id: string): string | undefined {
  return useQuery(getEmployeesEmployeeIdOptions({ path: { employee_id } })).data?.data.name;
}

export function PersonHead({ employee_id }: { employee_id: string }) {
  const t = useText("people");
  return usePersonName(employee_id) ?? t("person");
}

/** `alone`: on its own page, where the drawer's link to that page is left out. */
export function PersonView({ employee_id, alone = false }: { employee_id: string; alone?: boolean }) {
  const t = useText("people");
  const query = useQuery(getEmployeesEmployeeIdOptions({ path: { employee_id } }));
  return (
    <Loaded query={query} rows={8}>
      {({ data: person }) => (
        <Stack gap="md">
          {!alone && <PageLink to={`/employees/${employee_id}`}>{t("own_page")}</PageLink>}
          <PersonFacts person={person} />
          <PersonActs person={person} />
          <Section title={t("memberships")}>
            <Memberships person={person} />
          </Section>
          <PersonSecurity person={person} />
        </Stack>
      )}
    </Loaded>
  );
}

function PersonFacts({ person }: { person: PlacedEmployee }) {
  const t = useText("people");
  const { can } = useOffice();
  const { employee_id, email, status, created_at } = person;
  return (
    <>
      <Facts
        of={[
          [t("email"), email],
          [t("status"), <PersonStatus key="status" status={status} />],
          [t("since"), <DateTime key="since" at={created_at} show="date" />],
        ]}
      />
      <Group gap="md">
        <PageLink to="/timecards" search={{ employee_id }}>
          {t("timecards.of")}
        </PageLink>
        <PageLink to="/access-log" search={{ employee_id }}>
          {t("access.of")}
        </PageLink>
        {can("audit_view") && <PageLink to={`/audit/story/employee/${employee_id}`}>{t("story")}</PageLink>}
      </Group>
    </>
  );
}
