/** The thing that a request is about, beside the request: its cart, sale, ticket or shift. */
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ApprovalWithCart } from "#client";
import { ApiError } from "#kit/api.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { PageLink } from "#kit/Links.tsx";
import { Count, DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getSalesSaleIdOptions, getShiftsShiftIdOptions, getTicketsTicketIdOptions } from "#queries";

type Action = ApprovalWithCart["action"];
type Kind = "sale" | "ticket" | "shift";

/** The kind of a request's subject; a discount and a price override bring their cart. */
const SUBJECTS: Partial<Record<Action, Kind>> = {
  refund: "sale",
  goodwill: "sale",
  void: "sale",
  reprint: "ticket",
  gate_override: "ticket",
  shift_adjust: "shift",
  drawer_open: "shift",
};

export function Thing({ approval: { action, subject_id, cart } }: { approval: ApprovalWithCart }) {
  if (cart) return <Cart cart={cart} />;
  const kind = SUBJECTS[action];
  if (!kind || !subject_id) return null;
  const Part = { sale: SaleThing, ticket: TicketThing, shift: ShiftThing }[kind];
  return <Part id={subject_id} />;
}

function Cart({ cart }: { cart: NonNullable<ApprovalWithCart["cart"]> }) {
  const t = useText("approvals");
  return (
    <Section title={t("cart")} flush>
      <DataTable
        plain
        label={t("cart")}
        rows={cart.lines.map((line, at) => ({ ...line, id: String(at) }))}
        rowId={({ id }) => id}
        empty={t("cart_empty")}
        columns={[
          { id: "name", header: t("line"), cell: ({ name }) => name, card: "head" },
          { id: "qty", header: t("qty"), align: "right", cell: ({ qty }) => <Count value={qty} /> },
          {
            id: "price",
            header: t("price"),
            align: "right",
            cell: (line) => <Money satang={line.override_price ?? line.unit_price} />,
          },
          {
            id: "discount",
            header: t("discount"),
            align: "right",
            cell: ({ discount_total }) => <Money satang={0 - discount_total} />,
          },
          {
            id: "total",
            header: t("total"),
            align: "right",
            card: "figure",
            cell: ({ total }) => <Money satang={total} />,
          },
        ]}
        totals={{ discount: <Money satang={0 - cart.discount_total} />, total: <Money satang={cart.grand_total} /> }}
      />
    </Section>
  );
}

/** The sale; a refund may also name one ticket of a sale. */
function SaleThing({ id }: { id: string }) {
  const t = useText("approvals");
  const { name } = useNames();
  const sale = useQuery(getSalesSaleIdOptions({ path: { sale_id: id } }));
  if (sale.error instanceof ApiError && sale.error.status === 404) return <TicketThing id={id} />;
  return (
    <Section title={t("sale")}>
      <Loaded query={sale} rows={3}>
        {({ data }) => (
          <Stack gap="sm">
            <Facts
              of={[
                [
                  t("receipt_no"),
                  <PageLink key="receipt" to={`/sales/${id}`}>
                    {data.receipt_no}
                  </PageLink>,
                ],
                [t("sold_at"), <DateTime key="sold" at={data.sold_at} />],
                [t("cashier"), name(data.cashier_id)],
                [t("goods"), data.lines.map((line) => `${line.qty} × ${line.name}`).join(", ")],
                [t("total"), <Money key="total" satang={data.grand_total} />],
                [t("refunded"), <Money key="refunded" satang={data.refunded_total} />],
              ]}
            />
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}

function TicketThing({ id }: { id: string }) {
  const t = useText("approvals");
  const { name } = useNames();
  const ticket = useQuery(getTicketsTicketIdOptions({ path: { ticket_id: id } }));
  return (
    <Section title={t("ticket")}>
      <Loaded query={ticket} rows={3}>
        {({ data }) => (
          <Facts
            of={[
              [
                t("ticket"),
                <PageLink key="ticket" to={`/tickets/${id}`}>
                  {name(data.package_id)}
                </PageLink>,
              ],
              [
                t("code"),
                <span key="code" className="figure">
                  {data.short_code ?? `…${id.slice(-6)}`}
                </span>,
              ],
              [t("state"), t(`ticket.${data.status}`)],
              [t("valid_to"), <DateTime key="valid" at={data.valid_to} />],
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function ShiftThing({ id }: { id: string }) {
  const t = useText("approvals");
  const { name } = useNames();
  const shift = useQuery(getShiftsShiftIdOptions({ path: { shift_id: id } }));
  return (
    <Section title={t("shift")}>
      <Loaded query={shift} rows={3}>
        {({ data }) => (
          <Facts
            of={[
              [
                t("till"),
                <PageLink
                  key="till"
                  to="/shifts"
                  search={{ open: id, from: data.business_date ?? undefined, to: data.business_date ?? undefined }}
                >
                  {name(data.device_id)}
                </PageLink>,
              ],
              [t("requester"), name(data.opened_by)],
              [t("expected"), <Money key="expected" satang={data.cash_expected} />],
              [t("counted"), <Money key="counted" satang={data.cash_counted} />],
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
