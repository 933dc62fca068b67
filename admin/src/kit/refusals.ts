/** Names of the reasons for which a gate refuses; a gate may send its own word, which stays as it is. */
import { useTranslation } from "react-i18next";

export function useRefusalName(): (reason: string | null) => string {
  const { t, i18n } = useTranslation("refusal");
  return (reason) => (reason === null ? "—" : i18n.exists(reason, { ns: "refusal" }) ? t(reason) : reason);
}
