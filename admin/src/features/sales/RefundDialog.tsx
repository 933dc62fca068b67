/** A refund: the parts first, with the amounts that the server says are left, then the reason and the approval. */
import { Button, Group, NumberInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { postRefunds, type Refundable, type RefundRequest, type Sale } from "#client";
import { type Authority, AuthorizedDialog } from "#kit/AuthorizedDialog.tsx";
import { Dialog, Subject } from "#kit/Dialogs.tsx";
import { formatMoney } from "#kit/format.ts";
import { useIntention } from "#kit/intention.ts";
import { useMethods } from "#kit/methods.ts";
import { EmptyState, Loaded } from "#kit/States.tsx";
import { TenderNotice } from "#kit/TenderNotice.tsx";
import { useText } from "#kit/text.ts";
import { tellDone } from "#kit/toast.ts";
import { getSalesSaleIdRefundableOptions } from "#queries";
import { LeftLines } from "./LeftLines.tsx";
import { amountOf, type Choice, mostOf, NOTHING, partsOf, type Way } from "./refund.ts";

interface RefundDialogProps {
  sale: Sale;
  opened: boolean;
  onClose: () => void;
}

export function RefundDialog({ sale, opened, onClose }: RefundDialogProps) {
  const t = useText("sales");
  const queries = useQueryClient();
  const intend = useIntention<RefundRequest>();
  const { sale_id, store_id, receipt_no } = sale;
  const refundable = useQuery({
    ...getSalesSaleIdRefundableOptions({ path: { sale_id } }),
    enabled: opened,
    staleTime: 0,
  });
  const [choice, setChoice] = useState<Choice>(NOTHING);
  const [asking, setAsking] = useState(false);
  const left = refundable.data?.data;
  const close = () => {
    setAsking(false);
    setChoice(NOTHING);
    onClose();
  };
  const refund = async (authority: Authority) => {
    const asked = { sale_id, ...partsOf(choice), ...authority };
    const { data } = await intend(asked, (body, key) =>
      postRefunds({ body, headers: { "Idempotency-Key": key } }),
    ).finally(() => queries.invalidateQueries());
    tellDone(t("refund.done", { amount: formatMoney(data.data.amount) }), data.request_id);
  };
  const thing = t("sale_of", { receipt_no });
  return (
    <>
      <Dialog opened={opened && !asking} onClose={close} title={t("refund.title")}>
        <Loaded query={refundable} rows={5}>
          {({ data }) =>
            data.refused ? (
              <EmptyState title={t(`refund.refused_${data.refused}`)} />
            ) : (
              <Choose
                left={data}
                thing={thing}
                choice={choice}
                onChange={setChoice}
                onClose={close}
                onNext={() => setAsking(true)}
              />
            )
          }
        </Loaded>
      </Dialog>
      <AuthorizedDialog
        opened={opened && asking && left !== undefined}
        onClose={close}
        title={t("refund.title")}
        label={t("refund.act")}
        thing={thing}
        action="refund"
        permission="refund"
        store_id={store_id}
        subject_id={sale_id}
        amount={left ? (amountOf(choice, left) ?? 0) : 0}
        onAct={refund}
      />
    </>
  );
}

interface ChooseProps {
  left: Refundable;
  thing: string;
  choice: Choice;
  onChange: (choice: Choice) => void;
  onClose: () => void;
  onNext: () => void;
}

const WAYS: readonly Way[] = ["all", "parts", "amount"];

function Choose({ left, thing, choice, onChange, onClose, onNext }: ChooseProps) {
  const t = useText("sales");
  const { methodName } = useMethods();
  const amount = amountOf(choice, left);
  const most = mostOf(choice, left);
  const too_much = amount !== null && amount > most + left.surcharge_left;
  const able = left.payments.filter(({ left: rest, refused }) => rest > 0 && refused === null);
  const methods = [...new Set(able.map(({ method }) => method))];
  if (left.amount_left > 0 && left.amount_here === 0) return <TenderNotice payments={left.payments} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <Stack gap="sm">
        <Subject thing={thing} satang={amount} />
        <TenderNotice payments={left.payments} />
        <SegmentedControl
          fullWidth
          aria-label={t("refund.way")}
          value={choice.way}
          onChange={(way) => onChange({ ...choice, way: way as Way })}
          data={WAYS.map((value) => ({ value, label: t(`refund.way_${value}`) }))}
        />
        {choice.way === "parts" && <LeftLines left={left} choice={choice} onChange={onChange} />}
        {choice.way === "amount" && (
          <NumberInput
            label={t("refund.amount")}
            description={t("refund.amount_help", { most: formatMoney(Math.min(most, left.amount_left)) })}
            prefix="฿"
            min={0.01}
            max={Math.min(most, left.amount_left) / 100}
            decimalScale={2}
            thousandSeparator=","
            hideControls
            required
            value={choice.baht}
            onChange={(baht) => onChange({ ...choice, baht })}
          />
        )}
        <Select
          label={t("refund.to")}
          description={t("refund.to_help")}
          placeholder={t("refund.to_all")}
          clearable
          value={choice.method}
          onChange={(method) => onChange({ ...choice, method })}
          data={methods.map((value) => ({ value, label: methodName(value) }))}
        />
        {too_much && <Text role="status">{t("refund.too_much", { most: formatMoney(most) })}</Text>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" disabled={!amount || too_much}>
            {t("refund.next")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
