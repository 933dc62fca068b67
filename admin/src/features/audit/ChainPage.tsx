/** The check of the audit chain: it goes on until the end, and names the first row that was changed. */
import {
  Alert,
  Button,
  Checkbox,
  Group,
  Text as MantineText,
  NumberInput,
  Progress,
  Stack,
  TextInput,
} from "@mantine/core";
import { IconAlertTriangle, IconShieldCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type AuditVerification, type ExportedAuditHead, getAuditsVerify } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { formatCount } from "#kit/format.ts";
import { PageLink } from "#kit/Links.tsx";
import { BusinessDate, DateTime } from "#kit/Money.tsx";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getAuditsHeadsOptions } from "#queries";

interface Held {
  sequence: string;
  hash: string;
}

/** Verifies the chain part by part, until its end or its first bad row. */
async function verifyWhole(
  archives: boolean,
  held: Held,
  tell: (checked: number) => void,
): Promise<AuditVerification & { request_id: string }> {
  const head = held.hash ? { sequence: Number(held.sequence), hash: held.hash } : {};
  let after: number | undefined;
  for (let checked = 0; ; ) {
    const { data } = await getAuditsVerify({
      query: { ...(archives && { archives }), ...head, ...(after && { after }) },
    });
    const part = data.data;
    checked += part.checked;
    tell(checked);
    if (!part.ok || part.complete) return { ...part, checked, request_id: data.request_id };
    after = part.sound_through;
  }
}

export function ChainPage() {
  const t = useText("audit");
  const [archives, setArchives] = useState(false);
  const [held, setHeld] = useState<Held>({ sequence: "", hash: "" });
  const [checked, setChecked] = useState(0);
  const check = useMutation({
    mutationFn: () => verifyWhole(archives, held, setChecked),
    onMutate: () => setChecked(0),
  });
  return (
    <Page
      title={t("chain.title")}
      subtitle={t("chain.subtitle")}
      actions={<PageLink to="/audit">{t("title")}</PageLink>}
    >
      <Section title={t("chain.act")}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            check.mutate();
          }}
        >
          <Stack gap="sm" maw={640}>
            <Checkbox
              label={t("chain.archives")}
              checked={archives}
              onChange={({ currentTarget }) => setArchives(currentTarget.checked)}
            />
            <MantineText c="dimmed">{t("chain.held_help")}</MantineText>
            <Group gap="sm" align="flex-start" grow preventGrowOverflow={false}>
              <NumberInput
                label={t("sequence")}
                min={1}
                hideControls
                allowDecimal={false}
                value={held.sequence}
                onChange={(value) => setHeld({ ...held, sequence: String(value) })}
                required={held.hash !== ""}
              />
              <TextInput
                label={t("hash")}
                pattern="[0-9a-f]{64}"
                title={t("chain.hash_form")}
                maxLength={64}
                value={held.hash}
                onChange={({ currentTarget }) => setHeld({ ...held, hash: currentTarget.value.trim().toLowerCase() })}
                required={held.sequence !== ""}
              />
            </Group>
            <Group>
              <Button type="submit" loading={check.isPending} leftSection={<IconShieldCheck size={16} aria-hidden />}>
                {t("chain.act")}
              </Button>
            </Group>
            <div aria-live="polite">
              {check.isPending && (
                <Stack gap={4}>
                  <Progress value={100} animated size={4} aria-label={t("chain.running")} />
                  <MantineText>{t("chain.so_far", { rows: formatCount(checked) })}</MantineText>
                </Stack>
              )}
              {check.error && <ErrorState error={check.error} retry={() => check.mutate()} />}
              {check.data && <Verdict of={check.data} />}
            </div>
          </Stack>
        </form>
      </Section>
      <Section title={t("chain.heads")} flush>
        <DataTable<ExportedAuditHead>
          plain
          label={t("chain.heads")}
          rowId={({ date }) => date}
          list={(page) => getAuditsHeadsOptions({ query: page })}
          empty={t("chain.no_heads")}
          columns={[
            {
              id: "date",
              header: t("chain.date"),
              cell: ({ date }) => <BusinessDate date={date} />,
              card: "head",
            },
            {
              id: "sequence",
              header: t("sequence"),
              cell: ({ sequence }) => <span className="figure">{formatCount(sequence)}</span>,
              align: "right",
              card: "figure",
            },
            {
              id: "hash",
              header: t("hash"),
              cell: ({ hash }) => <code title={hash}>{`${hash.slice(0, 20)}…`}</code>,
            },
            { id: "at", header: t("chain.exported"), cell: ({ at }) => <DateTime at={at} /> },
          ]}
        />
      </Section>
    </Page>
  );
}

function Verdict({ of }: { of: AuditVerification & { request_id: string } }) {
  const t = useText("audit");
  const facts = (
    <Facts
      of={[
        [t("chain.rows"), formatCount(of.checked)],
        [t("chain.sound_through"), formatCount(of.sound_through)],
        [
          t("chain.head"),
          <code
            key="head"
            style={{ fontSize: 12, overflowWrap: "anywhere" }}
          >{`${of.head.sequence} ${of.head.hash}`}</code>,
        ],
        [t("chain.heads_checked"), formatCount(of.exported_heads)],
        [t("request_id"), of.request_id],
      ]}
    />
  );
  if (of.ok) {
    return (
      <Alert variant="outline" color="accent" icon={<IconShieldCheck size={18} aria-hidden />} title={t("chain.ok")}>
        {facts}
      </Alert>
    );
  }
  return (
    <Alert
      variant="outline"
      color="red"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={t("chain.broken", { row: of.first_bad ?? 0 })}
    >
      <Stack gap="sm">
        <MantineText>{t(`chain.reason_${of.reason ?? "edited"}`)}</MantineText>
        <MantineText>{t("chain.broken_help")}</MantineText>
        {facts}
      </Stack>
    </Alert>
  );
}
