/** One ticket on a page of its own. */
import { useParams } from "@tanstack/react-router";
import { PageLink } from "#kit/Links.tsx";
import { Page } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { TicketView } from "./TicketView.tsx";

export function TicketPage() {
  const t = useText("tickets");
  const { ticket_id } = useParams({ strict: false }) as { ticket_id: string };
  return (
    <Page title={t("ticket")} subtitle={<PageLink to="/tickets">{t("back")}</PageLink>}>
      <TicketView ticket_id={ticket_id} alone />
    </Page>
  );
}
