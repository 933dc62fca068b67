/** One role: the people who hold it, and the acts on a role of the park's own. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deleteRolesRole, type RoleMatrix } from "#client";
import { useAct } from "#kit/act.ts";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { PageLink } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { EmptyState, Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getEmployeesOptions } from "#queries";
import { blocksOf, usePermissionName, useRoleName } from "./words.ts";

interface RoleViewProps {
  role: RoleMatrix["roles"][number];
  onEdit: () => void;
  onGone: () => void;
}

const SHOWN = 50;

export function RoleView({ role, onEdit, onGone }: RoleViewProps) {
  const t = useText("people");
  const act = useAct();
  const { storeName } = useOffice();
  const roleName = useRoleName();
  const permissionName = usePermissionName();
  const [leaving, setLeaving] = useState(false);
  const people = useQuery(getEmployeesOptions({ query: { role: role.role, limit: SHOWN } }));
  const fixed = role.role === "owner";
  return (
    <Stack gap="md">
      {role.seeded ? (
        <Alert variant="outline" color="var(--frame-dim)">
          {t(fixed ? "roles.owner_fixed" : "roles.is_seeded")}
        </Alert>
      ) : (
        <Group gap="xs">
          <Button variant="default" onClick={onEdit}>
            {t("roles.edit")}
          </Button>
          <Button variant="default" color="red" disabled={role.holders > 0} onClick={() => setLeaving(true)}>
            {t("roles.delete")}
          </Button>
          {role.holders > 0 && <Text c="dimmed">{t("roles.held")}</Text>}
        </Group>
      )}
      {blocksOf(role.permissions).map(({ name, permissions }) => (
        <Section key={name} title={t(`block.${name}`)}>
          {permissions.length === 0 ? (
            <Text c="dimmed">{t("roles.nothing")}</Text>
          ) : (
            <Text>{permissions.map(permissionName).join(" · ")}</Text>
          )}
        </Section>
      ))}
      <Section title={t("roles.people")}>
        <Loaded query={people} rows={3}>
          {({ data }) =>
            data.length === 0 ? (
              <EmptyState title={t("roles.nobody")} />
            ) : (
              data.map(({ employee_id, name, memberships }) => (
                <Group key={employee_id} justify="space-between" gap="xs" py={4}>
                  <PageLink to={`/employees/${employee_id}`}>{name}</PageLink>
                  <Text c="dimmed" fz="xs">
                    {memberships
                      .filter(({ roles }) => roles.includes(role.role))
                      .map(({ store_id }) => storeName(store_id))
                      .join(", ")}
                  </Text>
                </Group>
              ))
            )
          }
        </Loaded>
      </Section>
      <ReasonDialog
        opened={leaving}
        onClose={() => setLeaving(false)}
        title={t("roles.delete")}
        thing={roleName(role.role)}
        act={t("roles.delete")}
        danger
        onConfirm={async () => {
          await act(() => deleteRolesRole({ path: { role: role.role } }), t("roles.deleted"));
          onGone();
        }}
      />
    </Stack>
  );
}
