/** API tokens as a list: who or what they act for, their end and last use; a live one can be revoked. */
import { Badge, Button, Stack } from "@mantine/core";
import { useState } from "react";
import { type ApiToken, deleteEmployeesMeTokensTokenId, deleteTokensTokenId } from "#client";
import { getEmployeesMeTokensOptions, getTokensOptions } from "#queries";
import { useAct } from "./act.ts";
import { DataTable } from "./DataTable.tsx";
import { ReasonDialog } from "./Dialogs.tsx";
import { DateTime } from "./Money.tsx";
import { useNames } from "./names.ts";
import { useOffice } from "./office.ts";
import { Facts } from "./Page.tsx";
import type { Column } from "./table.ts";
import { useText } from "./text.ts";

const COLORS = {
  active: "var(--frame-good)",
  expired: "var(--frame-dim)",
  revoked: "var(--frame-dim)",
  void: "var(--frame-warn)",
} as const;

/** `own`: only those of the person. */
export function ApiTokens({ own, add }: { own: boolean; add: React.ReactNode }) {
  const t = useText("kit");
  const columns = useColumns(own);
  return (
    <DataTable<ApiToken>
      label={t(own ? "token.own" : "token.title")}
      columns={columns}
      rowId={({ token_id }) => token_id}
      list={({ limit, cursor }) => {
        const query = { limit, ...(cursor && { cursor }) };
        return own ? getEmployeesMeTokensOptions({ query }) : getTokensOptions({ query });
      }}
      empty={t(own ? "token.own_empty" : "token.empty")}
      emptyAction={add}
      drawer={{
        title: (_, row) => row?.name ?? t("token.one"),
        body: (_, row) => row && <TokenView token={row} own={own} />,
      }}
    />
  );
}

function useColumns(own: boolean): Column<ApiToken>[] {
  const t = useText("kit");
  const holder = useHolder();
  return [
    { id: "name", header: t("token.name"), card: "head", whole: true, cell: ({ name }) => name },
    ...(own ? [] : [{ id: "for", header: t("token.for"), cell: holder }]),
    { id: "scopes", header: t("token.scopes"), cell: ({ permissions }) => <Scopes of={permissions} /> },
    { id: "used", header: t("token.used"), cell: ({ last_used_at }) => <Moment at={last_used_at} /> },
    { id: "ends", header: t("token.ends"), cell: ({ expires_at }) => <DateTime at={expires_at} /> },
    { id: "state", header: t("token.state"), card: "figure", cell: (token) => <TokenState of={token} /> },
  ];
}

/** Whom a token acts for: a person by name, or the company. */
function useHolder() {
  const t = useText("kit");
  const { name } = useNames();
  return ({ employee_id }: ApiToken) => (employee_id === null ? t("token.company") : name(employee_id));
}

function Scopes({ of }: { of: ApiToken["permissions"] }) {
  const t = useText("kit");
  return of.map((scope) => t(`token.scope.${scope}`)).join(", ");
}

function Moment({ at }: { at: string | null }) {
  const t = useText("kit");
  return at === null ? t("token.never") : <DateTime at={at} />;
}

function TokenState({ of: { status } }: { of: ApiToken }) {
  const t = useText("kit");
  return (
    <Badge variant="outline" color={COLORS[status]}>
      {t(`token.status.${status}`)}
    </Badge>
  );
}

function TokenView({ token, own }: { token: ApiToken; own: boolean }) {
  const t = useText("kit");
  const act = useAct();
  const holder = useHolder();
  const { name: nameOf } = useNames();
  const { storeName } = useOffice();
  const [asking, setAsking] = useState(false);
  const path = { token_id: token.token_id };
  return (
    <Stack gap="md">
      <Facts
        of={[
          [t("token.state"), <TokenState key="state" of={token} />],
          [t("token.for"), holder(token)],
          [t("token.scopes"), <Scopes key="scopes" of={token.permissions} />],
          [t("token.stores"), token.store_ids.map(storeName).join(", ")],
          [t("token.made_at"), <DateTime key="made" at={token.created_at} />],
          [t("token.made_by"), nameOf(token.created_by)],
          [t("token.used"), <Moment key="used" at={token.last_used_at} />],
          [t("token.ends"), <DateTime key="ends" at={token.expires_at} />],
          ...(token.revoked_at
            ? [[t("token.revoked_at"), <DateTime key="revoked" at={token.revoked_at} />] as const]
            : []),
        ]}
      />
      {token.revoked_at === null && (
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t("token.revoke")}
          </Button>
        </div>
      )}
      <ReasonDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("token.revoke")}
        thing={t("token.revoke_means", { name: token.name })}
        act={t("token.revoke")}
        typed={token.name}
        danger
        onConfirm={() =>
          act(
            () => (own ? deleteEmployeesMeTokensTokenId({ path }) : deleteTokensTokenId({ path })),
            t("token.revoked_done"),
          )
        }
      />
    </Stack>
  );
}
