/** Acts on a sale: receipt, refund, void and release. Each says afterwards only the things that the server did. */
import { Button, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { postSalesSaleIdRelease, postSalesSaleIdVoid, type Sale } from "#client";
import { type Authority, AuthorizedDialog } from "#kit/AuthorizedDialog.tsx";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { useIntention } from "#kit/intention.ts";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { tellDone } from "#kit/toast.ts";
import { PaperDialog } from "./PaperDialog.tsx";
import { RefundDialog } from "./RefundDialog.tsx";
import { statusOf } from "./status.tsx";

type Act = "receipt" | "refund" | "void" | "release";

export function SaleActs({ sale }: { sale: Sale }) {
  const t = useText("sales");
  const { can } = useOffice();
  const [act, setAct] = useState<Act | null>(null);
  const queries = useQueryClient();
  const intend = useIntention<Authority>();
  const { sale_id, store_id, receipt_no, grand_total } = sale;
  const path = { sale_id };
  const close = () => setAct(null);
  const status = statusOf(sale);
  const voids = async (authority: Authority) => {
    const { data } = await intend(authority, (body, key) =>
      postSalesSaleIdVoid({ path, body, headers: { "Idempotency-Key": key } }),
    ).finally(() => queries.invalidateQueries());
    tellDone(t("void.done", { receipt_no: data.data.receipt_no }), data.request_id);
  };
  const release = async (note: string | undefined) => {
    const { data } = await postSalesSaleIdRelease({ path, body: { ...(note && { note }) } }).finally(() =>
      queries.invalidateQueries(),
    );
    tellDone(t("release.done", { receipt_no: data.data.receipt_no }), data.request_id);
  };
  const thing = t("sale_of", { receipt_no });
  return (
    <Group gap="xs" className="no-print">
      {status === "held" && can("approve", store_id) && (
        <Button size="xs" onClick={() => setAct("release")}>
          {t("release.act")}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => setAct("receipt")}>
        {t("receipt")}
      </Button>
      {status !== "voided" && status !== "refunded" && (
        <Button size="xs" variant="default" onClick={() => setAct("refund")}>
          {t("refund.act")}
        </Button>
      )}
      {(status === "paid" || status === "held") && can("sell", store_id) && (
        <Button size="xs" variant="default" onClick={() => setAct("void")}>
          {t("void.act")}
        </Button>
      )}
      <PaperDialog paper={act === "receipt" ? { kind: "receipt", id: sale_id } : null} onClose={close} />
      <RefundDialog sale={sale} opened={act === "refund"} onClose={close} />
      <AuthorizedDialog
        opened={act === "void"}
        onClose={close}
        title={t("void.title")}
        label={t("void.act")}
        thing={thing}
        action="void"
        permission="void"
        store_id={store_id}
        subject_id={sale_id}
        amount={grand_total}
        danger
        onAct={voids}
      />
      <ReasonDialog
        opened={act === "release"}
        onClose={close}
        title={t("release.title")}
        thing={thing}
        satang={grand_total}
        act={t("release.act")}
        onConfirm={({ note }) => release(note)}
      />
    </Group>
  );
}
