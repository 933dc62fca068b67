/** The four states of data besides shown: waiting, empty, failed, and out of reach. */
import { Alert, Button, Code, CopyButton, Group, List, Progress, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCopy, IconInbox, IconRefresh, IconWifiOff } from "@tabler/icons-react";
import { type ReactNode, use, useEffect, useState } from "react";
import { ApiError, toApiError } from "./api.ts";
import { DateTime } from "./Money.tsx";
import { PageActContext } from "./page-act.ts";
import { useText } from "./text.ts";

/** One sentence on the things that will stand here, and at most one act, which the page's head then does not repeat. */
export function EmptyState({ title, action }: { title: string; action?: ReactNode }) {
  const take = use(PageActContext);
  const acts = Boolean(action);
  useEffect(() => (acts ? take() : undefined), [acts, take]);
  return (
    <Stack align="center" gap="sm" py="xl" px="md">
      <IconInbox size={28} stroke={1.3} color="var(--frame-dim)" aria-hidden />
      <Text c="dimmed" ta="center" maw={420}>
        {title}
      </Text>
      {action}
    </Stack>
  );
}

/** The reason of a failure, the remedy, and the request's id to copy. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useText("kit");
  const { code, message, hint, request_id, retry_after_s, fields } =
    error instanceof ApiError ? error : toApiError(error, undefined);
  const offline = code === "OFFLINE";
  const Icon = offline ? IconWifiOff : IconAlertTriangle;
  const tone = offline ? "var(--frame-dim)" : "var(--frame-bad)";
  // The fields themselves show what is wrong with each.
  const at_fields = code === "E_VALIDATION" && Object.keys(fields).length > 0;
  const own = at_fields || offline || code === "UNREADABLE" || (code === "E_RATE_LIMIT" && retry_after_s !== null);
  const minutes = Math.ceil((retry_after_s ?? 0) / 60);
  return (
    <Alert
      color={offline ? "gray" : "red"}
      variant="outline"
      icon={<Icon size={18} aria-hidden />}
      styles={{ root: { borderColor: tone }, icon: { color: tone }, wrapper: { minWidth: 0 }, body: { minWidth: 0 } }}
      role="alert"
    >
      <Stack gap="xs">
        <Text fw={600}>{own ? t(`error.${code}.message`) : message}</Text>
        <Text>{own ? t(`error.${code}.hint`, { minutes }) : (hint ?? t("error.hint"))}</Text>
        {Object.keys(fields).length > 0 && (
          <List fz="sm" spacing={2}>
            {Object.entries(fields).map(([path, told]) => (
              <List.Item key={path}>
                {path && <Code fz="xs">{path}</Code>} {told}
              </List.Item>
            ))}
          </List>
        )}
        <Group gap="xs">
          {retry && (
            <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={retry}>
              {t("error.retry")}
            </Button>
          )}
          {request_id && <RequestId id={request_id} />}
          {!own && (
            <Text fz="xs" c="dimmed">
              {code}
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

export function RequestId({ id }: { id: string }) {
  const t = useText("kit");
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          h="auto"
          mih={30}
          styles={{ label: { whiteSpace: "normal" } }}
          onClick={copy}
          leftSection={<IconCopy size={14} />}
        >
          {copied ? t("error.copied") : t("error.request_id")}&nbsp;
          <Code fz="xs">{id}</Code>
        </Button>
      )}
    </CopyButton>
  );
}

/** True once `ms` have passed while `waiting` holds. */
export function useSlow(waiting: boolean, ms: number): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!waiting) return setSlow(false);
    const timer = setTimeout(() => setSlow(true), ms);
    return () => clearTimeout(timer);
  }, [waiting, ms]);
  return waiting && slow;
}

const WIDTHS = [92, 75, 84, 61, 88, 70, 79, 66, 90, 73, 82, 64];

/** Grey lines in the place of up to twelve rows. They appear after 150 ms; a bar joins them after a second. */
export function Waiting({ rows = 5, height = 20 }: { rows?: number; height?: number }) {
  const t = useText("kit");
  const seen = useSlow(true, 150);
  const long = useSlow(true, 1_000);
  return (
    <Stack gap="sm" p="md" aria-busy="true" aria-label={t("waiting")} role="status" mih={rows * (height + 8)}>
      {long && <Progress value={100} size={2} animated aria-hidden />}
      {seen && WIDTHS.slice(0, rows).map((width) => <Skeleton key={width} height={height} width={`${width}%`} />)}
    </Stack>
  );
}

/** Data that the server no longer confirms: without colour, but as legible as before, with the time that it is from. */
export function Stale({ since, children }: { since: string | null; children: ReactNode }) {
  const t = useText("kit");
  // The tree stays the same, so that an open dialog and its typed text outlive a lost connection.
  return (
    <div>
      {since && (
        <Group gap="xs" c="dimmed" bg="var(--frame-soft)" px="md" py={4} mb="md" role="status" bdrs="sm">
          <IconWifiOff size={16} aria-hidden />
          <Text fz="xs">
            {t("stale")} <DateTime at={since} />
          </Text>
        </Group>
      )}
      <div style={since ? { filter: "grayscale(1)" } : undefined}>{children}</div>
    </div>
  );
}

interface QueryState<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Shows a query's data, or the state that stands for it: `<Loaded query={query}>{(data) => …}</Loaded>`. */
export function Loaded<Data>({
  query,
  rows,
  children,
}: {
  query: QueryState<Data>;
  rows?: number;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return <Waiting {...(rows !== undefined && { rows })} />;
}
