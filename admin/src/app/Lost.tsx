/** The page of an address that names none. */
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";

export function Lost() {
  const t = useText("frame");
  return (
    <EmptyState
      title={t("lost.title")}
      action={
        <Anchor component={Link} to="/">
          {t("lost.home")}
        </Anchor>
      }
    />
  );
}
