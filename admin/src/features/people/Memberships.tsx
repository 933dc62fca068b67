/** A person's roles at each store, to change, add and remove. */
import { Button, Group, MultiSelect, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import {
  deleteEmployeesEmployeeIdMembershipsStoreId,
  type PlacedEmployee,
  putEmployeesEmployeeIdMembershipsStoreId,
} from "#client";
import { useAct } from "#kit/act.ts";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { useRoleChoices } from "./roles.ts";
import { useRoleName } from "./words.ts";

interface Place {
  store_id: string;
  roles: string[];
}

const ROW = { borderBottom: "1px solid var(--frame-border)" };

export function Memberships({ person }: { person: PlacedEmployee }) {
  const t = useText("people");
  const { stores, storeName } = useOffice();
  const act = useAct();
  const roleName = useRoleName();
  const [editing, setEditing] = useState<Place | null>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const { employee_id, memberships, name } = person;
  const elsewhere = stores.filter(({ store_id }) => !memberships.some((held) => held.store_id === store_id));
  const [first] = elsewhere;
  return (
    <Stack gap="xs">
      {memberships.length === 0 && <Text c="dimmed">{t("memberships_none")}</Text>}
      {memberships.map((place) => (
        <Group key={place.store_id} justify="space-between" gap="xs" py={4} style={ROW}>
          <div>
            {storeName(place.store_id)}
            <Text c="dimmed" fz="xs">
              {place.roles.map(roleName).join(", ")}
            </Text>
          </div>
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              aria-label={t("roles_change_at", { store: storeName(place.store_id) })}
              onClick={() => setEditing(place)}
            >
              {t("roles_change")}
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={t("remove_from", { store: storeName(place.store_id) })}
              onClick={() => setLeaving(place.store_id)}
            >
              {t("remove")}
            </Button>
          </Group>
        </Group>
      ))}
      {first && (
        <Group>
          <Button size="xs" variant="default" onClick={() => setEditing({ store_id: first.store_id, roles: [] })}>
            {t("place_add")}
          </Button>
        </Group>
      )}
      {editing && <PlaceDialog person={person} place={editing} onClose={() => setEditing(null)} />}
      <ReasonDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t("remove_from", { store: storeName(leaving) })}
        thing={t("remove_means", { name, store: storeName(leaving) })}
        act={t("remove")}
        danger
        onConfirm={() =>
          act(
            () => deleteEmployeesEmployeeIdMembershipsStoreId({ path: { employee_id, store_id: leaving ?? "" } }),
            t("saved"),
          )
        }
      />
    </Stack>
  );
}

function PlaceDialog({ person, place, onClose }: { person: PlacedEmployee; place: Place; onClose: () => void }) {
  const t = useText("people");
  const { stores } = useOffice();
  const act = useAct();
  const choices = useRoleChoices();
  const [at, setAt] = useState(place.store_id);
  const [roles, setRoles] = useState(place.roles);
  const is_new = place.roles.length === 0;
  const open = stores.filter(
    ({ store_id }) => store_id === place.store_id || !person.memberships.some((held) => held.store_id === store_id),
  );
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t(is_new ? "place_add" : "roles_change")}
      label={t("save")}
      ready={roles.length > 0}
      onSave={() =>
        act(
          () =>
            putEmployeesEmployeeIdMembershipsStoreId({
              path: { employee_id: person.employee_id, store_id: at },
              body: { roles },
            }),
          t("saved"),
        )
      }
    >
      {(error) => (
        <>
          <Select
            label={t("store")}
            allowDeselect={false}
            disabled={!is_new}
            value={at}
            onChange={(value) => setAt(value ?? at)}
            data={open.map(({ store_id, name }) => ({ value: store_id, label: name }))}
          />
          <MultiSelect
            label={t("roles")}
            description={t("roles_help")}
            required
            value={roles}
            error={error("roles.0") ?? error("roles")}
            onChange={setRoles}
            data={choices}
          />
        </>
      )}
    </FormDialog>
  );
}
