/** One ticket: where and when it admits, its acts, and its history from issue to end. */
import { Alert, Box, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Ticket } from "#client";
import { PageLink } from "#kit/Links.tsx";
import { DateTime, Money } from "#kit/Money.tsx";
import { useMethods } from "#kit/methods.ts";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getTicketsTicketIdOptions } from "#queries";
import { shownStatus } from "./standing.ts";
import { TicketBadge } from "./status.tsx";
import { TicketActs } from "./TicketActs.tsx";
import { Timeline } from "./Timeline.tsx";

export function TicketHead({ ticket_id }: { ticket_id: string }) {
  const t = useText("tickets");
  const { name } = useNames();
  const { data } = useQuery(getTicketsTicketIdOptions({ path: { ticket_id } }));
  if (!data) return t("ticket");
  return (
    <Group gap="xs">
      <span>{name(data.data.package_id)}</span>
      <TicketBadge ticket={data.data} />
    </Group>
  );
}

/** `alone`: on its own page, where the drawer's link to that page is left out. */
export function TicketView({ ticket_id, alone = false }: { ticket_id: string; alone?: boolean }) {
  const t = useText("tickets");
  const { name } = useNames();
  const query = useQuery(getTicketsTicketIdOptions({ path: { ticket_id } }));
  return (
    <Loaded query={query} rows={10}>
      {({ data: ticket }) => (
        <Stack gap="md">
          <Group justify="space-between" align="flex-start" gap="xs">
            <Box>
              {alone && (
                <Group gap="xs">
                  <Text fz="xl" fw={600}>
                    {name(ticket.package_id)}
                  </Text>
                  <TicketBadge ticket={ticket} />
                </Group>
              )}
              <Text ff="monospace">{ticket.short_code ?? `…${ticket_id.slice(-6)}`}</Text>
              {!alone && <PageLink to={`/tickets/${ticket_id}`}>{t("own_page")}</PageLink>}
            </Box>
            <TicketActs ticket={ticket} />
          </Group>
          <Standing ticket={ticket} />
          <TicketFacts ticket={ticket} />
          <Section title={t("history")}>
            <Timeline ticket_id={ticket_id} />
          </Section>
        </Stack>
      )}
    </Loaded>
  );
}

/** Why a gate would refuse the ticket now, and the way to its replacement. */
function Standing({ ticket }: { ticket: Ticket }) {
  const t = useText("tickets");
  const shown = shownStatus(ticket);
  const early = shown === "active" && Date.parse(ticket.valid_from) > Date.now();
  if (shown === "active" && !early) return null;
  return (
    <Alert variant="outline" color={shown === "blocked" ? "var(--frame-bad)" : "var(--frame-dim)"}>
      {t(`now.${early ? "early" : shown}`)}{" "}
      {ticket.replaced_by && <PageLink to={`/tickets/${ticket.replaced_by}`}>{t("replacement")}</PageLink>}
    </Alert>
  );
}

type Fact = readonly [string, ReactNode];

function TicketFacts({ ticket }: { ticket: Ticket }) {
  const t = useText("tickets");
  const { name } = useNames();
  const { methodName } = useMethods();
  const { storeName, can } = useOffice();
  const { zones = [], store_id, valid_from, valid_to, used, remaining, unit, first_pass } = ticket;
  const facts: (Fact | false)[] = [
    [
      t("where"),
      zones.length > 0
        ? t("where_zones", { store: storeName(store_id), zones: zones.map(({ zone_id }) => name(zone_id)).join(", ") })
        : t("where_all", { store: storeName(store_id) }),
    ],
    [
      t("when"),
      <span key="when">
        <DateTime at={valid_from} /> – {valid_to ? <DateTime at={valid_to} /> : t("no_end")}
      </span>,
    ],
    [t("left"), t("left_used", { left: t(`unit.${unit}`, { count: remaining }), used })],
    [t("price"), <Money key="price" satang={ticket.price} />],
    [t("paid_by"), ticket.payment_method === "mixed" ? t("mixed") : methodName(ticket.payment_method)],
    can("sales_read", store_id) && [
      t("sale"),
      <PageLink key="sale" to={`/sales/${ticket.sale_id}`}>
        {t("sale_open")}
      </PageLink>,
    ],
    [
      t("first_pass"),
      first_pass ? (
        <span key="first">
          <DateTime at={first_pass.at} /> · {first_pass.zone ?? first_pass.device_name}
        </span>
      ) : (
        t("never")
      ),
    ],
    ticket.printed_count > 0 && [t("prints"), t("prints_count", { count: ticket.printed_count })],
    ticket.lot_no !== null && [t("lot"), ticket.lot_no],
    ticket.replaces !== null && [
      t("replaces"),
      <PageLink key="replaces" to={`/tickets/${ticket.replaces}`}>
        {t("replaced_open")}
      </PageLink>,
    ],
  ];
  return <Facts of={facts.filter((fact) => fact !== false)} />;
}
