/** The end of the company: what follows at once, what follows after 90 days, and the way back until then. */
import { Alert, Button, List, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { postTenantClose, type Tenant } from "#client";
import { useAct } from "#kit/act.ts";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";

export function Closing({ tenant }: { tenant: Tenant }) {
  const t = useText("stores");
  const act = useAct();
  const [asked, ask] = useState(false);
  const [closed, setClosed] = useState<Tenant | null>(null);
  const close = async () =>
    setClosed(await act(() => postTenantClose({ body: { confirm: tenant.name } }), t("closing.done")));
  if (closed)
    return (
      <Alert variant="outline" color="red" title={t("closing.done")} role="status">
        {t("closing.after")} <DateTime at={closed.purge_at} />
      </Alert>
    );
  return (
    <Section
      title={t("closing")}
      aside={
        <Button variant="default" color="red" onClick={() => ask(true)}>
          {t("closing.act")}
        </Button>
      }
    >
      <Stack gap="sm">
        <What />
        <PageLink to="/backups">{t("closing.backup")}</PageLink>
      </Stack>
      <ReasonDialog
        opened={asked}
        onClose={() => ask(false)}
        title={t("closing.title", { name: tenant.name })}
        thing={tenant.name}
        note={<What />}
        act={t("closing.act")}
        typed={tenant.name}
        danger
        onConfirm={close}
      />
    </Section>
  );
}

function What() {
  const t = useText("stores");
  return (
    <>
      <Text>{t("closing.means")}</Text>
      <List size="sm" spacing={4}>
        <List.Item>{t("closing.at_once")}</List.Item>
        <List.Item>{t("closing.deleted")}</List.Item>
        <List.Item>{t("closing.restore")}</List.Item>
      </List>
    </>
  );
}
