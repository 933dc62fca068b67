/** Names of reason codes, in the person's language. */
import { useQuery } from "@tanstack/react-query";
import { getApprovalsReasonCodesOptions } from "#queries";
import { useLanguage } from "./text.ts";

/** The name of a reason code; an empty text for none. */
export function useReasonName(): (reason_code: string | null) => string {
  const language = useLanguage();
  const reasons = useQuery({ ...getApprovalsReasonCodesOptions({ query: { active: "all" } }), staleTime: 300_000 });
  return (reason_code) => {
    const known = reasons.data?.data.find((reason) => reason.reason_code === reason_code);
    return known ? (language === "th" ? known.label_th : known.label_en) : (reason_code ?? "");
  };
}
