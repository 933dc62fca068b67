/** Card numbers are never kept: text that holds one is refused (rule T6). */

const DIGIT_GROUPS = /\d+(?:[\s./-]{1,2}\d+)*/g;

/** Whether a text holds 13 to 19 digits that pass the Luhn check, in one piece or in groups set apart. */
export function holdsCardNumber(text: string): boolean {
  return (text.match(DIGIT_GROUPS) ?? []).some((run) => {
    const groups = run.split(/\D+/);
    return groups.some((_, from) =>
      groups.some((_, to) => to >= from && isCardNumber(groups.slice(from, to + 1).join(""))),
    );
  });
}

function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}
