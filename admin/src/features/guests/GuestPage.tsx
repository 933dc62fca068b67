/** One guest on a page of their own. */
import { useParams } from "@tanstack/react-router";
import { PageLink } from "#kit/Links.tsx";
import { Page } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { GuestView } from "./GuestView.tsx";

export function GuestPage() {
  const t = useText("guests");
  const { customer_id } = useParams({ strict: false }) as { customer_id: string };
  return (
    <Page title={t("guest")} subtitle={<PageLink to="/customers">{t("back")}</PageLink>}>
      <GuestView customer_id={customer_id} alone />
    </Page>
  );
}
