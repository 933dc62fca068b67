/** The console during a maintenance: an owner ends the one that the company set itself; everybody else waits. */
import { Button, Center, Paper, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { deleteTenantMaintenance } from "#client";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getTenantOptions } from "#queries";
import { signOut } from "./session.ts";

export function Stopped({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useText("frame");
  const queries = useQueryClient();
  const tenant = useQuery(getTenantOptions());
  const end = useMutation({
    mutationFn: () => deleteTenantMaintenance(),
    onSuccess: () => queries.invalidateQueries(),
  });
  const own = tenant.data?.data.maintenance_by === "tenant";
  return (
    <Center mih="100dvh" p="md">
      <Paper p="lg" withBorder maw={480}>
        <Stack gap="md">
          <Title order={1}>{t("stopped.title")}</Title>
          <Text>{t(own ? "stopped.own" : "stopped.wait")}</Text>
          {tenant.data?.data.maintenance_note && <Text c="dimmed">{tenant.data.data.maintenance_note}</Text>}
          <ErrorState error={end.error ?? error} retry={retry} />
          {own && (
            <Button onClick={() => end.mutate()} loading={end.isPending}>
              {t("stopped.end")}
            </Button>
          )}
          <Button variant="default" onClick={() => void signOut()}>
            {t("stopped.leave")}
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}
