/** The person's own API tokens, on the page of their account. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { ApiTokenDialog, SCOPES } from "#kit/ApiTokenDialog.tsx";
import { ApiTokens } from "#kit/ApiTokens.tsx";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";

export function OwnTokens() {
  const t = useText("kit");
  const [adding, setAdding] = useState(false);
  const { can } = useOffice();
  // Whoever holds nothing that a token may do has nothing to give one.
  const add = SCOPES.some((scope) => can(scope)) && (
    <Button size="xs" variant="default" onClick={() => setAdding(true)}>
      {t("token.add")}
    </Button>
  );
  return (
    <Section title={t("token.own")} aside={add} flush>
      <ApiTokens own add={undefined} />
      {adding && <ApiTokenDialog own onClose={() => setAdding(false)} />}
    </Section>
  );
}
