/** Toasts: a done act with its request id, or the reason why it failed. */
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import type { ApiError } from "./api.ts";
import type { Text } from "./text.ts";

/** Tells that an act is done. `request_id` is the reply's. */
export function tellDone(message: string, request_id?: string | null): void {
  notifications.show({
    message: request_id ? `${message} · ${request_id}` : message,
    color: "accent",
    autoClose: 6_000,
    withBorder: true,
    closeButtonProps: { "aria-label": i18next.t("kit:close") },
  });
}

/** Tells why an act failed. `t` has the texts of `kit`. */
export function tellError(t: Text, { code, message, hint, request_id }: ApiError): void {
  const own = code === "OFFLINE" || code === "UNREADABLE";
  const told = own ? t(`error.${code}.message`) : [message, hint].filter(Boolean).join(" ");
  notifications.show({
    message: request_id ? `${told} · ${request_id}` : told,
    color: "red",
    autoClose: 12_000,
    withBorder: true,
    closeButtonProps: { "aria-label": i18next.t("kit:close") },
    role: "alert",
  });
}
