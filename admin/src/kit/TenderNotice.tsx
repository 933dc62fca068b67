/** Says which payments of a sale give nothing back from here, and where they do, before anybody asks for a refund. */
import { Alert } from "@mantine/core";
import { IconCash } from "@tabler/icons-react";
import type { Refundable } from "#client";
import { formatMoney } from "./format.ts";
import { useText } from "./text.ts";

export function TenderNotice({ payments }: Pick<Refundable, "payments">) {
  const t = useText("kit");
  const refused = payments.filter(({ left, refused }) => left > 0 && refused !== null);
  const reason = refused[0]?.refused;
  if (!reason) return null;
  const amount = formatMoney(refused.reduce((sum, { left }) => sum + left, 0));
  return (
    <Alert color="gray" variant="outline" icon={<IconCash size={18} aria-hidden />} role="note">
      {t(`tender.${reason}`, { amount })}
    </Alert>
  );
}
