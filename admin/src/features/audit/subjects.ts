/** Names of the things that acts are on: the kind in words, and the thing's name, or the end of its id. */
import { useTranslation } from "react-i18next";
import type { Audit } from "#client";
import { useNames } from "#kit/names.ts";
import { useText } from "#kit/text.ts";

export function useSubjectName(): (row: Pick<Audit, "subject_kind" | "subject_id">) => string {
  const t = useText("audit");
  const { i18n } = useTranslation("audit");
  const { name } = useNames();
  return ({ subject_kind: kind, subject_id }) =>
    `${i18n.exists(`kind.${kind}`, { ns: "audit" }) ? t(`kind.${kind}`) : kind} ${name(subject_id)}`;
}
