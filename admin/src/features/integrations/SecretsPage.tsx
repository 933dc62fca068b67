/** Secrets and keys: credentials of third parties, and the versions of the key that signs tickets. */
import { Badge, Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { deleteSecretsName, putSecretsName, type SecretVersion } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getSecretsOptions } from "#queries";
import { TicketKeys } from "./TicketKeys.tsx";

export function SecretsPage() {
  const t = useText("integrations");
  const { name: nameOf } = useNames();
  const [{ add }, set] = useFilters(["add"]);
  const addButton = <Button onClick={() => set({ add: "yes" })}>{t("secrets.add")}</Button>;
  return (
    <Page title={t("secrets.title")} subtitle={t("secrets.subtitle")} act={addButton}>
      <Section title={t("secrets.list")} flush>
        <DataTable<SecretVersion>
          label={t("secrets.list")}
          rowId={({ name, version }) => `${name}:${version}`}
          list={({ limit, cursor }) => getSecretsOptions({ query: { limit, ...(cursor && { cursor }) } })}
          empty={t("secrets.empty")}
          emptyAction={addButton}
          columns={[
            { id: "name", header: t("name"), card: "head", whole: true, cell: ({ name }) => name },
            {
              id: "version",
              header: t("secrets.version"),
              align: "right",
              cell: ({ version }) => <span className="figure">{version}</span>,
            },
            { id: "at", header: t("secrets.stored"), cell: ({ created_at }) => <DateTime at={created_at} /> },
            { id: "by", header: t("secrets.by"), cell: ({ created_by }) => nameOf(created_by) },
            { id: "state", header: t("state"), card: "figure", cell: (secret) => <InUse secret={secret} /> },
          ]}
          drawer={{
            title: (_, row) => row?.name ?? t("secrets.one"),
            body: (_, row) => row && <SecretView secret={row} />,
          }}
        />
      </Section>
      <TicketKeys />
      {add !== undefined && <SecretDialog name={null} onClose={() => set({ add: undefined })} />}
    </Page>
  );
}

function InUse({ secret: { retired_at } }: { secret: SecretVersion }) {
  const t = useText("integrations");
  return (
    <Badge variant="outline" color={retired_at === null ? "var(--frame-good)" : "var(--frame-dim)"}>
      {t(retired_at === null ? "secrets.in_use" : "secrets.retired")}
    </Badge>
  );
}

function SecretView({ secret }: { secret: SecretVersion }) {
  const t = useText("integrations");
  const act = useAct();
  const { name: nameOf } = useNames();
  const [asking, setAsking] = useState<"replace" | "retire" | null>(null);
  const close = () => setAsking(null);
  const { name, version, created_at, created_by, retired_at, master_id } = secret;
  return (
    <Stack gap="md">
      <Facts
        of={[
          [t("state"), <InUse key="state" secret={secret} />],
          [t("secrets.version"), version],
          [t("secrets.stored"), <DateTime key="at" at={created_at} />],
          [t("secrets.by"), nameOf(created_by)],
          [t("secrets.master"), master_id],
          ...(retired_at ? [[t("secrets.retired"), <DateTime key="retired" at={retired_at} />] as const] : []),
        ]}
      />
      {retired_at === null && (
        <Group gap="xs">
          <Button onClick={() => setAsking("replace")}>{t("secrets.replace")}</Button>
          <Button variant="default" onClick={() => setAsking("retire")}>
            {t("secrets.retire")}
          </Button>
        </Group>
      )}
      {asking === "replace" && <SecretDialog name={name} onClose={close} />}
      <ReasonDialog
        opened={asking === "retire"}
        onClose={close}
        title={t("secrets.retire")}
        thing={t("secrets.retire_means", { name })}
        act={t("secrets.retire")}
        typed={name}
        danger
        onConfirm={() => act(() => deleteSecretsName({ path: { name } }), t("secrets.retired_done"))}
      />
    </Stack>
  );
}

const NAME = /^[a-z][a-z0-9_.-]{0,63}$/;

function SecretDialog({ name: known, onClose }: { name: string | null; onClose: () => void }) {
  const t = useText("integrations");
  const act = useAct();
  const intend = useIntention<{ name: string; value: string }>();
  const [name, setName] = useState(known ?? "");
  const [value, setValue] = useState("");
  const save = () =>
    act(
      () =>
        intend({ name, value }, (asked, key) =>
          putSecretsName({
            path: { name: asked.name },
            body: { value: asked.value },
            headers: { "Idempotency-Key": key },
          }),
        ),
      t("secrets.saved"),
    );
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={known ?? t("secrets.add")}
      label={t("save")}
      ready={NAME.test(name) && value !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          <TextInput
            label={t("name")}
            description={t("secrets.name_help")}
            maxLength={64}
            required
            data-autofocus={known === null}
            disabled={known !== null}
            value={name}
            error={error("name")}
            onChange={({ currentTarget }) =>
              setName(currentTarget.value.toLowerCase().replaceAll(/[^a-z0-9_.-]/g, "_"))
            }
          />
          <PasswordInput
            label={t("secrets.value")}
            description={t("secrets.value_help")}
            maxLength={8192}
            required
            autoComplete="off"
            data-autofocus={known !== null}
            value={value}
            error={error("value")}
            onChange={({ currentTarget }) => setValue(currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
