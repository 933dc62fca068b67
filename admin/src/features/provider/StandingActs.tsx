/** The acts on a park's standing: suspend, resume, maintain, close and restore. */
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import {
  deleteProviderTenantsTenantIdMaintenance,
  type Maintenance,
  type Park,
  type PostProviderTenantsTenantIdSuspendResponse,
  postProviderTenantsTenantIdClose,
  postProviderTenantsTenantIdMaintenance,
  postProviderTenantsTenantIdRestore,
  postProviderTenantsTenantIdResume,
  postProviderTenantsTenantIdSuspend,
} from "#client";
import { useAct } from "#kit/act.ts";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { useIntention } from "#kit/intention.ts";
import { PageLink } from "#kit/Links.tsx";
import { useText } from "#kit/text.ts";
import { WindowDialog } from "#kit/WindowDialog.tsx";
import { hasWindow } from "./Standing.tsx";

type Act = "suspend" | "resume" | "end" | "close" | "restore";

const DANGEROUS: readonly Act[] = ["suspend", "close"];

/** The acts that a park's standing allows. */
function actsOf(park: Park): Act[] {
  const { status } = park;
  if (status === "closed") return ["restore"];
  return [
    status === "suspended" ? ("resume" as const) : ("suspend" as const),
    ...(hasWindow(park) ? (["end"] as const) : []),
    "close",
  ];
}

export function StandingActs({ park }: { park: Park }) {
  const t = useText("provider");
  const act = useAct();
  const intend = useIntention<Maintenance>();
  const intendAct = useIntention<{ act: Act }>();
  const [asked, ask] = useState<Act | "maintain" | null>(null);
  const { tenant_id, name } = park;
  const path = { tenant_id };
  const send: Record<Act, (key: string) => Promise<{ data: PostProviderTenantsTenantIdSuspendResponse }>> = {
    suspend: (key) => postProviderTenantsTenantIdSuspend({ path, headers: { "Idempotency-Key": key } }),
    resume: (key) => postProviderTenantsTenantIdResume({ path, headers: { "Idempotency-Key": key } }),
    restore: (key) => postProviderTenantsTenantIdRestore({ path, headers: { "Idempotency-Key": key } }),
    end: () => deleteProviderTenantsTenantIdMaintenance({ path }),
    close: (key) =>
      postProviderTenantsTenantIdClose({ path, body: { confirm: name }, headers: { "Idempotency-Key": key } }),
  };
  const run = (chosen: Act) =>
    act(() => intendAct({ act: chosen }, (body, key) => send[body.act](key)), t(`done.${chosen}`, { name }));
  const maintain = (window: Maintenance) =>
    act(
      () =>
        intend(window, (body, key) =>
          postProviderTenantsTenantIdMaintenance({ path, body, headers: { "Idempotency-Key": key } }),
        ),
      t("done.maintain", { name }),
    );
  return (
    <Group gap="xs">
      {actsOf(park).map((one) => (
        <Button
          key={one}
          variant={one === "resume" || one === "restore" ? "filled" : "default"}
          {...(DANGEROUS.includes(one) && { color: "red" })}
          onClick={() => ask(one)}
        >
          {t(`act.${one}`)}
        </Button>
      ))}
      <Button variant="default" onClick={() => ask("maintain")}>
        {t("act.maintain")}
      </Button>
      {park.status === "closed" && (
        <PageLink to="/provider/restore" search={{ tenant_id }}>
          {t("restore.title")}
        </PageLink>
      )}
      {asked !== null && asked !== "maintain" && (
        <ReasonDialog
          opened
          onClose={() => ask(null)}
          title={t(`ask.${asked}`, { name })}
          thing={name}
          note={<Text>{t(`means.${asked}`)}</Text>}
          act={t(`act.${asked}`)}
          {...(asked === "close" && { typed: name })}
          danger={DANGEROUS.includes(asked)}
          onConfirm={() => run(asked)}
        />
      )}
      {asked === "maintain" && (
        <WindowDialog onClose={() => ask(null)} effect={t("means.maintain")} onSave={maintain} />
      )}
    </Group>
  );
}
