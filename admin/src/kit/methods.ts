/** Names of the ways to pay, in the person's language. */
import { useQuery } from "@tanstack/react-query";
import { getPaymentTypesOptions } from "#queries";
import { useLanguage } from "./text.ts";

export interface Methods {
  /** A method's name; the method itself where it has none. */
  methodName: (method: string | null | undefined) => string;
  methods: readonly { value: string; label: string }[];
}

export function useMethods(): Methods {
  const language = useLanguage();
  const { data } = useQuery({ ...getPaymentTypesOptions(), staleTime: 300_000 });
  const methods = (data?.data ?? []).map(({ method, label_en, label_th }) => ({
    value: method,
    label: (language === "th" ? label_th : label_en) || method,
  }));
  const names = new Map(methods.map(({ value, label }) => [value, label]));
  return { methods, methodName: (method) => (method ? (names.get(method) ?? method) : "—") };
}
