/** PromptPay ids: a mobile number, a tax or citizen id, or the id of an e-wallet. */

import { plainDigits } from "../../../../shared/alike.ts";
import { isThaiTaxId } from "../../../../shared/thai-ids.ts";

const MOBILE = /^0[689]\d{8}$/;
const WALLET = /^\d{15}$/;

/** The digits of a typed PromptPay id, a mobile number in its national form; undefined for what is none. */
export function readPromptPay(typed: string): string | undefined {
  const written = plainDigits(typed.normalize("NFKC").replaceAll(/[\s\p{Cf}\p{Pd}().]/gu, ""));
  const digits = written.replace(/^(?:\+|00)66/, "0").replace(/^66(?=[689]\d{8}$)/, "0");
  return MOBILE.test(digits) || isThaiTaxId(digits) || WALLET.test(digits) ? digits : undefined;
}
