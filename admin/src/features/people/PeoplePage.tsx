/** People: who works here, in which store, with which roles; one person in the drawer. */
import { Badge, Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { GetEmployeesData, PlacedEmployee } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter } from "#kit/Filters.tsx";
import { FindBox } from "#kit/FindBox.tsx";
import { EmptyActs } from "#kit/first-run.tsx";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getEmployeesOptions, getRolesOptions } from "#queries";
import { AddPersonDialog } from "./AddPersonDialog.tsx";
import { PersonStatus } from "./PersonStatus.tsx";
import { PersonHead, PersonView } from "./PersonView.tsx";
import { useRoleName } from "./words.ts";

type Filter = Omit<NonNullable<GetEmployeesData["query"]>, "limit" | "cursor" | "format">;

export function PeoplePage() {
  const t = useText("people");
  const { store_id } = useOffice();
  const roleName = useRoleName();
  const roles = useQuery(getRolesOptions());
  // A name or address is a person's data, so it is not kept in the address.
  const [q, setQ] = useState("");
  const [{ add, ...values }, set] = useFilters(["role", "status", "add"]);
  const filter: Filter = { ...(store_id && { store_id }), ...(q && { q }), ...(values as Filter) };
  const addButton = <Button onClick={() => set({ add: "yes" })}>{t("add")}</Button>;
  return (
    <Page title={t("title")} subtitle={<PageLink to="/roles">{t("roles.see")}</PageLink>} act={addButton}>
      <FindBox
        q={q}
        onFind={setQ}
        texts={{ label: t("find"), help: t("find_help"), find: t("find_act"), clear: t("find_clear") }}
        max_length={100}
      />
      <Section flush>
        <DataTable<PlacedEmployee>
          label={t("title")}
          columns={usePeopleColumns()}
          rowId={({ employee_id }) => employee_id}
          list={(page) => getEmployeesOptions({ query: { ...filter, ...page } })}
          csv={{ url: "/v1/employees", query: filter, name: t("file") }}
          empty={t(q ? "empty_found" : "empty")}
          emptyAction={q ? undefined : <EmptyActs>{addButton}</EmptyActs>}
          filters={
            <>
              <ChoiceFilter
                name="role"
                label={t("role")}
                options={(roles.data?.data.roles ?? []).map(({ role }) => ({ value: role, label: roleName(role) }))}
              />
              <ChoiceFilter
                name="status"
                label={t("status")}
                options={(["active", "suspended"] as const).map((value) => ({ value, label: t(`status.${value}`) }))}
              />
            </>
          }
          drawer={{
            title: (employee_id) => <PersonHead employee_id={employee_id} />,
            body: (employee_id) => <PersonView employee_id={employee_id} />,
          }}
        />
      </Section>
      {add !== undefined && <AddPersonDialog onClose={() => set({ add: undefined })} />}
    </Page>
  );
}

function usePeopleColumns(): Column<PlacedEmployee>[] {
  const t = useText("people");
  const { storeName } = useOffice();
  const roleName = useRoleName();
  return [
    { id: "name", header: t("name"), card: "head", whole: true, cell: ({ name }) => name },
    { id: "email", header: t("email"), cell: ({ email }) => email },
    {
      id: "stores",
      header: t("stores"),
      cell: ({ memberships }) => memberships.map(({ store_id }) => storeName(store_id)).join(", ") || "—",
    },
    {
      id: "roles",
      header: t("roles"),
      cell: ({ memberships }) => (
        <Group gap={4} component="span" display="inline-flex">
          {[...new Set(memberships.flatMap(({ roles }) => roles))].map((role) => (
            <Badge key={role} variant="outline" color="var(--frame-dim)">
              {roleName(role)}
            </Badge>
          ))}
        </Group>
      ),
    },
    { id: "status", header: t("status"), card: "figure", cell: ({ status }) => <PersonStatus status={status} /> },
    {
      id: "since",
      header: t("since"),
      optional: true,
      cell: ({ created_at }) => <DateTime at={created_at} show="date" />,
    },
  ];
}
