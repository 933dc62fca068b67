/** A telephone number has one form, however it is written: E.164, with Thailand understood where no country is named. */

const THAI_ZERO = "๐".charCodeAt(0);
/** Thai numbers without their leading 0: nine digits for mobile phones, eight for the others. */
const THAI_NUMBER = /^\+66[2-9]\d{7,8}$/;
const WORLD_NUMBER = /^\+[1-9]\d{6,14}$/;
/** A country and two digits: fewer would find half of all guests. */
const LEAST_OF_PREFIX = /^\+\d{4,15}$/;

/** A number as it is stored: `081-234-5678` is +66812345678. Undefined when it cannot be one. */
export function normalizePhone(text: string): string | undefined {
  const phone = dialled(text);
  return (phone.startsWith("+66") ? THAI_NUMBER : WORLD_NUMBER).test(phone) ? phone : undefined;
}

/** The beginning of a number in the same form, for a search while it is typed. Undefined for too few digits. */
export function normalizePhonePrefix(text: string): string | undefined {
  const phone = dialled(text);
  return LEAST_OF_PREFIX.test(phone) ? phone : undefined;
}

function dialled(text: string): string {
  const plain = text
    .replaceAll(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - THAI_ZERO))
    .replaceAll(/[\s().-]/g, "")
    .replace(/^00/, "+");
  if (plain.startsWith("+")) return plain.replace(/^\+660/, "+66");
  if (plain.startsWith("0")) return `+66${plain.slice(1)}`;
  return plain.startsWith("66") ? `+${plain}` : plain;
}
