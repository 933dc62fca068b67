/** Thai ids: the tax id of a company and the id of a citizen have one form. */

/** The first twelve digits have the weights 13 down to 2; the thirteenth makes the sum fit modulo eleven. */
export function isThaiTaxId(text: string): boolean {
  if (!/^\d{13}$/.test(text)) return false;
  const digits = Array.from(text, Number);
  const sum = digits.slice(0, 12).reduce((total, digit, index) => total + digit * (13 - index), 0);
  return digits[12] === (11 - (sum % 11)) % 10;
}
