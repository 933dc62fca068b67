/** API tokens of the company and of its people. */
import { Button } from "@mantine/core";
import { ApiTokenDialog } from "#kit/ApiTokenDialog.tsx";
import { ApiTokens } from "#kit/ApiTokens.tsx";
import { Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";

export function TokensPage() {
  const t = useText("kit");
  const [{ add }, set] = useFilters(["add"]);
  const addButton = <Button onClick={() => set({ add: "yes" })}>{t("token.add")}</Button>;
  return (
    <Page title={t("token.title")} subtitle={t("token.subtitle")} act={addButton}>
      <Section flush>
        <ApiTokens own={false} add={addButton} />
      </Section>
      {add !== undefined && <ApiTokenDialog own={false} onClose={() => set({ add: undefined })} />}
    </Page>
  );
}
