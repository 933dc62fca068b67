/** Merges two guests into one: the other is chosen among likely ones or found, and both are compared before. */
import { Badge, Button, Group, Radio, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type Customer, type CustomerMergeRequest, postCustomersCustomerIdMerge } from "#client";
import { useAct } from "#kit/act.ts";
import { Dialog, isTyped, TypedWord } from "#kit/Dialogs.tsx";
import { FindBox } from "#kit/FindBox.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { formatMoney } from "#kit/format.ts";
import { useIntention } from "#kit/intention.ts";
import { Count, DateTime, Money } from "#kit/Money.tsx";
import { NoteField } from "#kit/NoteField.tsx";
import { EmptyState, ErrorState, Loaded, Waiting } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getCustomersCustomerIdOptions, getCustomersSearchOptions } from "#queries";
import { useLikely } from "./likely.ts";

interface MergeDialogProps {
  guest: Customer;
  /** The other guest, where the page knows it. */
  other_id: string | null;
  onClose: () => void;
  /** The dialog is done; `customer_id` is the guest who stays. */
  onMerged: (customer_id: string) => void;
}

export function MergeDialog({ guest, other_id, onClose, onMerged }: MergeDialogProps) {
  const [chosen, choose] = useState(other_id);
  if (chosen === null) return <ChooseOther guest={guest} onChoose={choose} onClose={onClose} />;
  return <Compare guest={guest} other_id={chosen} asked={other_id !== null} {...{ onClose, onMerged }} />;
}

interface ChooseOtherProps {
  guest: Customer;
  onChoose: (customer_id: string) => void;
  onClose: () => void;
}

function ChooseOther({ guest, onChoose, onClose }: ChooseOtherProps) {
  const t = useText("guests");
  const { likely, waiting, error, retry } = useLikely(guest);
  const [q, setQ] = useState("");
  const found = useQuery({ ...getCustomersSearchOptions({ query: { q } }), enabled: q !== "" });
  const others = q
    ? (found.data?.data ?? []).filter(({ customer_id }) => customer_id !== guest.customer_id)
    : likely.map((one) => one.guest);
  const signsOf = (customer_id: string) => likely.find((one) => one.guest.customer_id === customer_id)?.signs ?? [];
  const failed = q ? found.error : error;
  const busy = q ? found.isPending : waiting;
  return (
    <Dialog opened onClose={onClose} title={t("merge")}>
      <Stack gap="sm">
        <Text>{t("merge.choose", { name: guest.name })}</Text>
        <FindBox
          q={q}
          onFind={setQ}
          texts={{ label: t("find"), help: t("find_help"), find: t("find_act"), clear: t("merge.likely_show") }}
          max_length={100}
        />
        <Text fw={600}>{t(q ? "merge.found" : "merge.likely")}</Text>
        {failed && <ErrorState error={failed} retry={() => (q ? void found.refetch() : retry())} />}
        {busy && !failed && <Waiting rows={2} />}
        {!busy && !failed && others.length === 0 && <EmptyState title={t(q ? "empty_found" : "merge.likely_none")} />}
        {others.map((other) => (
          <Group key={other.customer_id} justify="space-between" wrap="nowrap" gap="sm">
            <div style={{ minWidth: 0, overflowWrap: "anywhere" }}>
              <Group gap="xs">
                {other.name}
                {signsOf(other.customer_id).map((sign) => (
                  <Badge key={sign} variant="outline" tt="none">
                    {t(`merge.sign.${sign}`)}
                  </Badge>
                ))}
              </Group>
              <Text c="dimmed" fz="xs">
                {[other.phone, other.email].filter(Boolean).join(" · ") || t("merge.no_contact")}
              </Text>
            </div>
            <Button
              variant="default"
              size="xs"
              style={{ flexShrink: 0 }}
              aria-label={t("merge.compare_with", { name: other.name })}
              onClick={() => onChoose(other.customer_id)}
            >
              {t("merge.compare")}
            </Button>
          </Group>
        ))}
      </Stack>
    </Dialog>
  );
}

interface CompareProps {
  guest: Customer;
  other_id: string;
  /** The page asks by itself, because the number is the other's too. */
  asked: boolean;
  onClose: () => void;
  onMerged: (customer_id: string) => void;
}

function Compare({ guest, other_id, asked, onClose, onMerged }: CompareProps) {
  const t = useText("guests");
  const query = useQuery({ ...getCustomersCustomerIdOptions({ path: { customer_id: other_id } }), staleTime: 0 });
  if (query.data) return <Merge guest={guest} other={query.data.data} {...{ asked, onClose, onMerged }} />;
  return (
    <Dialog opened onClose={onClose} title={t("merge")}>
      <Loaded query={query} rows={6}>
        {() => null}
      </Loaded>
    </Dialog>
  );
}

interface MergeProps extends Omit<CompareProps, "other_id"> {
  other: Customer;
}

function Merge({ guest, other, asked, onClose, onMerged }: MergeProps) {
  const t = useText("guests");
  const act = useAct();
  const intend = useIntention<CustomerMergeRequest & { customer_id: string }>();
  const both = [guest, other].toSorted((one, two) => one.created_at.localeCompare(two.created_at));
  const [stays_id, setStays] = useState(both[0]?.customer_id ?? guest.customer_id);
  const [reason, setReason] = useState("");
  const [word, setWord] = useState("");
  const [stays, goes] = guest.customer_id === stays_id ? [guest, other] : [other, guest];
  const lost = (["phone", "email", "note"] as const).filter((field) => goes[field] && goes[field] !== stays[field]);
  const save = async () => {
    const asked = {
      customer_id: goes.customer_id,
      into_customer_id: stays.customer_id,
      ...(reason.trim() && { reason: reason.trim() }),
    };
    await act(
      () =>
        intend(asked, ({ customer_id, ...body }, key) =>
          postCustomersCustomerIdMerge({ path: { customer_id }, body, headers: { "Idempotency-Key": key } }),
        ),
      t("merge.done", { name: stays.name }),
    );
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("merge")}
      label={t("merge.act")}
      danger
      ready={isTyped(word, goes.name)}
      onSave={save}
      onSaved={() => onMerged(stays.customer_id)}
    >
      {(error) => (
        <>
          <Text>{t(asked ? "merge.same_phone" : "merge.means")}</Text>
          <Radio.Group label={t("merge.stays")} value={stays_id} onChange={setStays}>
            <Both guests={[guest, other]} />
          </Radio.Group>
          <Text>
            {t("merge.result", {
              name: stays.name,
              spend: formatMoney(guest.spend_total + other.spend_total),
              visits: guest.visits_count + other.visits_count,
              points: guest.points + other.points,
            })}
          </Text>
          {lost.length > 0 && (
            <Text c="var(--frame-warn)">
              {t("merge.lost", { name: stays.name, fields: lost.map((field) => t(field)).join(", ") })}
            </Text>
          )}
          <NoteField
            label={t("reason")}
            description={t("reason_help")}
            value={reason}
            onChange={setReason}
            error={error("reason")}
          />
          <TypedWord word={goes.name} value={word} onChange={setWord} />
        </>
      )}
    </FormDialog>
  );
}

function Both({ guests }: { guests: [Customer, Customer] }) {
  const t = useText("guests");
  const rows: [string, (guest: Customer) => ReactNode][] = [
    [t("phone"), ({ phone }) => phone ?? "—"],
    [t("email"), ({ email }) => email ?? "—"],
    [t("note"), ({ note }) => note ?? "—"],
    [t("spend"), ({ spend_total }) => <Money satang={spend_total} />],
    [t("visits"), ({ visits_count }) => <Count value={visits_count} />],
    [t("points"), ({ points }) => <Count value={points} />],
    [t("last_visit"), ({ last_visit_at }) => <DateTime at={last_visit_at} />],
    [t("since"), ({ created_at }) => <DateTime at={created_at} show="date" />],
  ];
  return (
    <Table fz="sm" mt="xs" style={{ tableLayout: "fixed", overflowWrap: "anywhere" }}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="26%">{t("name")}</Table.Th>
          {guests.map(({ customer_id, name }) => (
            <Table.Th key={customer_id}>
              <Radio value={customer_id} label={name} />
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(([label, cell]) => (
          <Table.Tr key={label}>
            <Table.Th scope="row" fw={400} c="dimmed">
              {label}
            </Table.Th>
            {guests.map((guest) => (
              <Table.Td key={guest.customer_id}>{cell(guest)}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
