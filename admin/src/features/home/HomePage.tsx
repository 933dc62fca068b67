/** The page at the console's root, until the dashboard takes its place. */
import { Page, Section } from "#kit/Page.tsx";
import { EmptyState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";

export function HomePage() {
  const t = useText("home");
  return (
    <Page title={t("title")}>
      <Section>
        <EmptyState title={t("empty")} />
      </Section>
    </Page>
  );
}
