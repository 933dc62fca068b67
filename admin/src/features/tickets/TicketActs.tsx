/** Acts on a ticket: block, unblock, reprint, reissue, refund, cancel. */
import { Button, Group } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  postReprints,
  postTicketsRefund,
  postTicketsTicketIdBlock,
  postTicketsTicketIdCancel,
  postTicketsTicketIdReissue,
  postTicketsTicketIdUnblock,
  type Ticket,
} from "#client";
import { type Authority, AuthorizedDialog } from "#kit/AuthorizedDialog.tsx";
import { Dialog } from "#kit/Dialogs.tsx";
import { formatMoney } from "#kit/format.ts";
import { useIntention } from "#kit/intention.ts";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { sumToApprove } from "#kit/refundable.ts";
import { EmptyState, Loaded } from "#kit/States.tsx";
import { TenderNotice } from "#kit/TenderNotice.tsx";
import { useText } from "#kit/text.ts";
import { tellDone } from "#kit/toast.ts";
import { getSalesSaleIdRefundableOptions } from "#queries";
import { NoteDialog } from "./NoteDialog.tsx";
import { type Printed, PrintedDialog } from "./PrintedDialog.tsx";
import { shownStatus } from "./standing.ts";

type Act = "block" | "unblock" | "cancel" | "reprint" | "reissue" | "refund";

export function TicketActs({ ticket }: { ticket: Ticket }) {
  const t = useText("tickets");
  const { can } = useOffice();
  const { name } = useNames();
  const queries = useQueryClient();
  const intend = useIntention<Authority & { act: Act }>();
  const [act, setAct] = useState<Act | null>(null);
  const [printed, setPrinted] = useState<Printed | null>(null);
  const { ticket_id, store_id, sale_id, package_id } = ticket;
  const status = shownStatus(ticket);
  const thing = t("thing", { name: name(package_id), code: ticket.short_code ?? `…${ticket_id.slice(-6)}` });
  const left = useQuery({
    ...getSalesSaleIdRefundableOptions({ path: { sale_id } }),
    enabled: act === "refund",
    staleTime: 0,
  });
  const amount = left.data?.data.lines
    .flatMap(({ tickets }) => tickets)
    .find((one) => one.ticket_id === ticket_id)?.amount_left;
  const goes_back = amount !== undefined && amount <= (left.data?.data.amount_here ?? 0);
  const path = { ticket_id };
  const fresh = () => queries.invalidateQueries();
  const close = () => setAct(null);

  const block = async (reason: string) => {
    const call = act === "unblock" ? postTicketsTicketIdUnblock : postTicketsTicketIdBlock;
    const { data } = await call({ path, body: { ...(reason && { reason }) } }).finally(fresh);
    tellDone(t(act === "unblock" ? "unblock.done" : "block.done"), data.request_id);
  };
  const cancel = async (reason: string) => {
    const { data } = await postTicketsTicketIdCancel({ path, body: { ...(reason && { reason }) } }).finally(fresh);
    tellDone(t("cancel.done"), data.request_id);
  };
  const print = (kind: "reprint" | "reissue") => async (authority: Authority) => {
    const { data } = await intend({ ...authority, act: kind }, ({ act: _, ...body }, key) => {
      const headers = { "Idempotency-Key": key };
      return kind === "reissue"
        ? postTicketsTicketIdReissue({ path, body, headers })
        : postReprints({ body: { ticket_id, ...body }, headers });
    }).finally(fresh);
    setPrinted({ copy_no: data.data.copy_no, ...data.data.ticket });
    tellDone(t(`${kind}.done`), data.request_id);
  };
  const refund = async (authority: Authority) => {
    const { data } = await intend({ ...authority, act: "refund" }, ({ act: _, ...body }, key) =>
      postTicketsRefund({ body: { ticket_id, ...body }, headers: { "Idempotency-Key": key } }),
    ).finally(fresh);
    tellDone(t("refund.done", { amount: formatMoney(data.data.amount) }), data.request_id);
  };

  const offered: Record<Act, boolean> = {
    block: status === "active" && can("void", store_id),
    unblock: status === "blocked" && can("void", store_id),
    reprint: status === "active",
    reissue: status === "active",
    refund: status === "active" || status === "blocked" || status === "expired",
    cancel: (status === "active" || status === "blocked") && can("void", store_id),
  };
  const shared = { onClose: close, thing, store_id, subject_id: ticket_id };
  return (
    <Group gap="xs" className="no-print">
      {(Object.keys(offered) as Act[])
        .filter((one) => offered[one])
        .map((one) => (
          <Button key={one} size="xs" variant="default" onClick={() => setAct(one)}>
            {t(`${one}.act`)}
          </Button>
        ))}
      <NoteDialog
        opened={act === "block" || act === "unblock"}
        onClose={close}
        thing={thing}
        title={t(act === "unblock" ? "unblock.title" : "block.title")}
        help={t(act === "unblock" ? "unblock.help" : "block.help")}
        label={t(act === "unblock" ? "unblock.act" : "block.act")}
        danger={act === "block"}
        onAct={block}
      />
      <NoteDialog
        opened={act === "cancel"}
        onClose={close}
        thing={thing}
        title={t("cancel.title")}
        help={t("cancel.help")}
        label={t("cancel.act")}
        danger
        typed={ticket.short_code ?? ticket_id.slice(-6)}
        onAct={cancel}
      />
      {(["reprint", "reissue"] as const).map((kind) => (
        <AuthorizedDialog
          {...shared}
          key={kind}
          opened={act === kind}
          title={t(`${kind}.title`)}
          label={t(`${kind}.act`)}
          action="reprint"
          permission="reprint"
          onAct={print(kind)}
        />
      ))}
      <AuthorizedDialog
        {...shared}
        opened={act === "refund" && goes_back}
        title={t("refund.title")}
        label={t("refund.act")}
        action="refund"
        permission="refund"
        amount={left.data ? sumToApprove(amount ?? 0, left.data.data) : 0}
        onAct={refund}
      />
      <Dialog opened={act === "refund" && !goes_back} onClose={close} title={t("refund.title")}>
        <Loaded query={left} rows={2}>
          {({ data }) =>
            amount === undefined ? (
              <EmptyState title={t("refund.nothing")} />
            ) : (
              <TenderNotice payments={data.payments} />
            )
          }
        </Loaded>
      </Dialog>
      <PrintedDialog printed={printed} name={name(package_id)} onClose={() => setPrinted(null)} />
    </Group>
  );
}
