/** Digits as a person types them: Thai digits, and the keys of the digit row under a Thai layout, are digits. */

/** The digit row of the Thai layout (Kedmanee), for 1 to 9 and 0. */
const THAI_ROW = "ๅ/-ภถุึคตจ";
const THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙";
const MOST_DIGITS = 8;

/** The digits of a typed PIN; anything else is left out. */
export function digitsTyped(typed: string): string {
  const digits = [...typed].map((char) => {
    const thai = THAI_DIGITS.indexOf(char);
    const row = THAI_ROW.indexOf(char);
    if (thai >= 0) return String(thai);
    return row >= 0 ? String((row + 1) % 10) : char;
  });
  return digits.join("").replaceAll(/\D/g, "").slice(0, MOST_DIGITS);
}
