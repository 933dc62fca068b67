/** One person on a page of their own. */
import { useParams } from "@tanstack/react-router";
import { PageLink } from "#kit/Links.tsx";
import { Page } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { PersonView, usePersonName } from "./PersonView.tsx";

export function PersonPage() {
  const t = useText("people");
  const { employee_id } = useParams({ strict: false }) as { employee_id: string };
  const name = usePersonName(employee_id);
  return (
    <Page title={name ?? t("person")} subtitle={<PageLink to="/employees">{t("back")}</PageLink>}>
      <PersonView employee_id={employee_id} alone />
    </Page>
  );
}
