/** An act of money or danger: with a reason, and with a second person where the park's requirement asks for one. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ApprovalRequirement, Permission } from "#client";
import { getApprovalsRequirementsOptions } from "#queries";
import { ApprovalDialog } from "./ApprovalDialog.tsx";
import { type Reason, ReasonDialog } from "./Dialogs.tsx";
import { useOffice } from "./office.ts";
import { ErrorState, Waiting } from "./States.tsx";

/** The parts of an act's body that the dialog asks for. */
export interface Authority {
  reason_code?: string;
  reason_text?: string;
  approval_token?: string;
}

interface AuthorizedDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** The label of the button that acts. */
  label: string;
  thing: ReactNode;
  action: ApprovalRequirement["action"];
  /** The permission of the act; without it the act always needs an approval. */
  permission: Permission;
  store_id: string;
  /** The sale or ticket. */
  subject_id: string;
  /** Satang; absent for an act without a sum. */
  amount?: number;
  danger?: boolean;
  onAct: (authority: Authority) => Promise<unknown>;
}

export function AuthorizedDialog(props: AuthorizedDialogProps) {
  const { opened, onClose, title, label, thing, action, permission, store_id, subject_id, amount, danger, onAct } =
    props;
  const { can } = useOffice();
  const requirements = useQuery({
    ...getApprovalsRequirementsOptions({ query: { store_id } }),
    enabled: opened,
    staleTime: 60_000,
  });
  if (!opened) return null;
  if (requirements.error) return <ErrorState error={requirements.error} retry={() => void requirements.refetch()} />;
  if (!requirements.data) return <Waiting rows={1} />;
  const rule = requirements.data.data.find((one) => one.action === action);
  if (needsApproval(rule, { amount: amount ?? 0, permission_held: can(permission, store_id) }))
    return (
      <ApprovalDialog
        {...{ opened, onClose, title, thing, label }}
        act={{ action, store_id, subject_id, ...(amount !== undefined && { amount }) }}
        onApproved={(approval_token, reason) => onAct({ approval_token, ...authorityOf(reason) })}
      />
    );
  return (
    <ReasonDialog
      {...{ opened, onClose, title, thing, action }}
      {...(amount !== undefined && { satang: amount })}
      act={label}
      {...(danger && { danger })}
      onConfirm={(reason) => onAct(authorityOf(reason))}
    />
  );
}

function authorityOf({ reason_code, note }: Reason): Authority {
  return { ...(reason_code && { reason_code }), ...(note && { reason_text: note }) };
}

/** The server's rule, so that the dialog asks at once; the server decides again. */
function needsApproval(
  rule: Pick<ApprovalRequirement, "approval" | "above_amount"> | undefined,
  { amount, permission_held }: { amount: number; permission_held: boolean },
): boolean {
  if (!permission_held || !rule) return true;
  if (rule.approval === "never") return false;
  return rule.above_amount === null ? rule.approval === "always" : amount > rule.above_amount;
}
