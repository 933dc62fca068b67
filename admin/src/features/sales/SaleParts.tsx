/** The parts of a sale besides its lines: payments, tickets and refunds. */
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Sale } from "#client";
import { PageLink } from "#kit/Links.tsx";
import { DateTime, Money } from "#kit/Money.tsx";
import { useMethods } from "#kit/methods.ts";
import { useNames } from "#kit/names.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getRefundsOptions } from "#queries";
import { PaperDialog } from "./PaperDialog.tsx";

const ROW = { borderBottom: "1px solid var(--frame-border)" };

export function Payments({ sale }: { sale: Sale }) {
  const t = useText("sales");
  const { methodName } = useMethods();
  return (
    <Section title={t("payments")}>
      {sale.payments.length === 0 && <Text c="dimmed">{t("payments.none")}</Text>}
      {sale.payments.map(({ payment_no, method, amount, status, reference }) => (
        <Group key={payment_no} justify="space-between" gap="xs" wrap="nowrap" py={4}>
          <Group gap="xs">
            <span>{methodName(method)}</span>
            {reference && <Text c="dimmed">{reference}</Text>}
            {status !== "captured" && (
              <Badge
                variant="outline"
                tt="none"
                color={status === "pending" ? "var(--frame-warn)" : "var(--frame-dim)"}
              >
                {t(`payment.${status}`)}
              </Badge>
            )}
          </Group>
          <Money satang={amount} />
        </Group>
      ))}
      {sale.change > 0 && (
        <Facts
          of={[
            [t("tendered"), <Money key="tendered" satang={sale.amount_tendered} />],
            [t("change"), <Money key="change" satang={sale.change} />],
          ]}
        />
      )}
    </Section>
  );
}

const SHOWN_AT_FIRST = 20;

export function Tickets({ sale }: { sale: Sale }) {
  const t = useText("sales");
  const { name } = useNames();
  const [whole, setWhole] = useState(false);
  if (sale.tickets.length === 0) return null;
  const shown = whole ? sale.tickets : sale.tickets.slice(0, SHOWN_AT_FIRST);
  return (
    <Section title={t("tickets", { count: sale.tickets.length })}>
      {shown.map(({ ticket_id, package_id, short_code, status }) => (
        <Group key={ticket_id} justify="space-between" gap="xs" py={4} style={ROW}>
          <PageLink to={`/tickets/${ticket_id}`}>
            {name(package_id)} · <span className="figure">{short_code ?? `…${ticket_id.slice(-6)}`}</span>
          </PageLink>
          <Badge variant="outline" tt="none" color={status === "active" ? "var(--frame-good)" : "var(--frame-dim)"}>
            {t(`ticket.${status}`)}
          </Badge>
        </Group>
      ))}
      {shown.length < sale.tickets.length && (
        <Button size="xs" variant="subtle" mt="xs" onClick={() => setWhole(true)}>
          {t("tickets.all", { count: sale.tickets.length })}
        </Button>
      )}
    </Section>
  );
}

export function Refunds({ sale }: { sale: Sale }) {
  const t = useText("sales");
  const { name } = useNames();
  const { methodName } = useMethods();
  const [slip, setSlip] = useState<string | null>(null);
  const refunds = useQuery({
    ...getRefundsOptions({ query: { sale_id: sale.sale_id, limit: 200 } }),
    enabled: sale.refunded_total > 0,
  });
  if (sale.refunded_total === 0) return null;
  return (
    <Section title={t("refunds")}>
      <Loaded query={refunds} rows={2}>
        {({ data }) => (
          <Stack gap="xs">
            {data.map((refund) => (
              <div key={refund.refund_id} style={ROW}>
                <Group justify="space-between" wrap="nowrap" gap="xs">
                  <Group gap="xs">
                    <span className="figure">{refund.slip_no ?? t("refund.no_slip")}</span>
                    <Badge
                      variant="outline"
                      tt="none"
                      color={refund.status === "pending" ? "var(--frame-warn)" : "var(--frame-dim)"}
                    >
                      {t(`refund.${refund.status}`)}
                    </Badge>
                    {refund.status === "completed" && (
                      <Button size="compact-xs" variant="subtle" onClick={() => setSlip(refund.refund_id)}>
                        {t("refund.slip")}
                      </Button>
                    )}
                  </Group>
                  <Money satang={refund.amount === undefined ? undefined : -refund.amount} />
                </Group>
                <Text c="dimmed" component="div" pb={4}>
                  <DateTime at={refund.created_at} /> ·{" "}
                  {t("refund.by", { person: name(refund.requested_by), approver: name(refund.approved_by) })} ·{" "}
                  {refund.payments?.map(({ method }) => methodName(method)).join(", ")}
                  {refund.reason_text && ` · ${refund.reason_text}`}
                </Text>
              </div>
            ))}
          </Stack>
        )}
      </Loaded>
      <PaperDialog paper={slip === null ? null : { kind: "slip", id: slip }} onClose={() => setSlip(null)} />
    </Section>
  );
}
