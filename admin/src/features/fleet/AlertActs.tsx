/** The acts on an alert: somebody looks after it, or it is done. */
import { Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type Alert, postProviderAlertsAlertIdAcknowledge, postProviderAlertsAlertIdResolve } from "#client";
import { useAct } from "#kit/act.ts";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";

export function AlertActs({ alert: { alert_id, status } }: { alert: Alert }) {
  const t = useText("fleet");
  const act = useAct();
  const path = { alert_id };
  const acknowledge = useMutation({
    mutationFn: () => act(() => postProviderAlertsAlertIdAcknowledge({ path }), t("acknowledged")),
  });
  const resolve = useMutation({
    mutationFn: () => act(() => postProviderAlertsAlertIdResolve({ path }), t("resolved")),
  });
  if (status === "resolved") return null;
  const busy = acknowledge.isPending || resolve.isPending;
  const error = acknowledge.error ?? resolve.error;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {status === "open" && (
          <Button
            variant="default"
            loading={acknowledge.isPending}
            disabled={busy}
            onClick={() => acknowledge.mutate()}
          >
            {t("acknowledge")}
          </Button>
        )}
        <Button loading={resolve.isPending} disabled={busy} onClick={() => resolve.mutate()}>
          {t("resolve")}
        </Button>
      </Group>
      {error && <ErrorState error={error} />}
    </Stack>
  );
}
