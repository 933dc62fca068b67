/** Names of alerts by their type; a rule of the park may open alerts of any event, whose name then stands as it is. */
import { useTranslation } from "react-i18next";

export function useAlertName(): (type: string) => string {
  const { t, i18n } = useTranslation("alert");
  return (type) => (i18n.exists(type, { ns: "alert" }) ? t(type) : type);
}
