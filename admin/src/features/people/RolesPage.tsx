/** Roles as a matrix of two blocks, counter and office: who may do what, and who holds a role. */
import { Badge, Box, Button, Group, Table, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RoleMatrix } from "#client";
import { PageLink } from "#kit/Links.tsx";
import { Drawer, Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { useOpened } from "#kit/url.ts";
import { getRolesOptions } from "#queries";
import { RoleDialog } from "./RoleDialog.tsx";
import { RoleView } from "./RoleView.tsx";
import { blocksOf, usePermissionName, useRoleName } from "./words.ts";

type Role = RoleMatrix["roles"][number];

export function RolesPage() {
  const t = useText("people");
  const roleName = useRoleName();
  const roles = useQuery(getRolesOptions());
  const [opened, open] = useOpened();
  const [editing, setEditing] = useState<Role | "new" | null>(null);
  return (
    <Page
      title={t("roles.title")}
      subtitle={t("roles.subtitle")}
      actions={<Button onClick={() => setEditing("new")}>{t("roles.add")}</Button>}
    >
      <Loaded query={roles} rows={12}>
        {({ data: matrix }) => {
          const shown = matrix.roles.filter(({ permissions }) => !permissions.includes("provider"));
          const role = shown.find((one) => one.role === opened);
          return (
            <>
              {blocksOf(matrix.permissions).map((block) => (
                <Section key={block.name} title={t(`block.${block.name}`)} flush>
                  <Matrix
                    label={t(`block.${block.name}`)}
                    roles={shown}
                    permissions={block.permissions}
                    onOpen={open}
                  />
                </Section>
              ))}
              <Drawer
                opened={role !== undefined}
                onClose={() => open(undefined)}
                title={role ? roleName(role.role) : t("role")}
              >
                {role && <RoleView role={role} onEdit={() => setEditing(role)} onGone={() => open(undefined)} />}
              </Drawer>
              {editing && (
                <RoleDialog
                  role={editing === "new" ? null : editing}
                  roles={shown}
                  permissions={matrix.permissions}
                  onClose={() => setEditing(null)}
                />
              )}
            </>
          );
        }}
      </Loaded>
      <PageLink to="/employees">{t("title")}</PageLink>
    </Page>
  );
}

interface MatrixProps {
  label: string;
  roles: readonly Role[];
  permissions: readonly string[];
  onOpen: (role: string) => void;
}

function Matrix({ label, roles, permissions, onOpen }: MatrixProps) {
  const t = useText("people");
  const roleName = useRoleName();
  const permissionName = usePermissionName();
  return (
    <Box
      component="section"
      style={{ overflowX: "auto", position: "relative" }}
      aria-label={t("roles.scroll", { block: label })}
      tabIndex={0}
    >
      <Table aria-label={label} highlightOnHover withColumnBorders verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th miw={180}>{t("roles.permission")}</Table.Th>
            {roles.map((role) => (
              <Table.Th key={role.role} ta="center" miw={104}>
                <Button variant="subtle" size="compact-sm" onClick={() => onOpen(role.role)}>
                  {roleName(role.role)}
                </Button>
                <Group justify="center" gap={4}>
                  <Text fz="xs" c="dimmed" component="span">
                    {t("roles.holders", { count: role.holders })}
                  </Text>
                  {role.seeded && (
                    <Badge variant="outline" color="var(--frame-dim)" size="xs">
                      {t("roles.seeded")}
                    </Badge>
                  )}
                </Group>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {permissions.map((permission) => (
            <Table.Tr key={permission}>
              <Table.Th scope="row" fw={400}>
                {permissionName(permission)}
              </Table.Th>
              {roles.map((role) => {
                const held = role.permissions.some((one) => one === permission);
                return (
                  <Table.Td key={role.role} ta="center">
                    {held && <IconCheck size={16} color="var(--frame-good)" aria-hidden />}
                    <span className={held ? "visually-hidden" : undefined}>{t(held ? "roles.yes" : "roles.no")}</span>
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
