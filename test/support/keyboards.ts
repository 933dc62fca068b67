/** Keyboard layouts: the characters that appear when a scanner with a US layout types under another layout. */

type Row = [plain: string, shifted: string];

const US: Row[] = [
  ["1234567890-=", "!@#$%^&*()_+"],
  ["qwertyuiop[]\\", "QWERTYUIOP{}|"],
  ["asdfghjkl;'", 'ASDFGHJKL:"'],
  ["zxcvbnm,./", "ZXCVBNM<>?"],
];

export const KEYBOARDS = {
  thai: [
    ["ๅ/-ภถุึคตจขช", "+๑๒๓๔ู฿๕๖๗๘๙"],
    ["ๆไำพะัีรนยบลฃ", '๐"ฎฑธํ๊ณฯญฐ,ฅ'],
    ["ฟหกดเ้่าสวง", "ฤฆฏโฌ็๋ษศซ."],
    ["ผปแอิืทมใฝ", "()ฉฮฺ์?ฒฬฦ"],
  ],
  german: [
    ["1234567890ß´", '!"§$%&/()=?`'],
    ["qwertzuiopü+#", "QWERTZUIOPÜ*'"],
    ["asdfghjklöä", "ASDFGHJKLÖÄ"],
    ["yxcvbnm,.-", "YXCVBNM;:_"],
  ],
  french: [
    ["&é\"'(-è_çà)=", "1234567890°+"],
    ["azertyuiop^$*", "AZERTYUIOP¨£µ"],
    ["qsdfghjklmù", "QSDFGHJKLM%"],
    ["wxcvbn,;:!", "WXCVBN?./§"],
  ],
  slovak: [
    ["+ľščťžýáíé=´", "1234567890%ˇ"],
    ["qwertzuiopúäň", "QWERTZUIOP/()"],
    ["asdfghjklô§", 'ASDFGHJKL"!'],
    ["yxcvbnm,.-", "YXCVBNM?:_"],
  ],
  czech: [
    ["+ěščřžýáíé=´", "1234567890%ˇ"],
    ["qwertzuiopú)¨", "QWERTZUIOP/('"],
    ["asdfghjklů§", 'ASDFGHJKL"!'],
    ["yxcvbnm,.-", "YXCVBNM?:_"],
  ],
  russian: [
    ["1234567890-=", '!"№;%:?*()_+'],
    ["йцукенгшщзхъ\\", "ЙЦУКЕНГШЩЗХЪ/"],
    ["фывапролджэ", "ФЫВАПРОЛДЖЭ"],
    ["ячсмитьбю.", "ЯЧСМИТЬБЮ,"],
  ],
  greek: [
    ["1234567890-=", "!@#$%^&*()_+"],
    [";ςερτυθιοπ[]\\", ":΅ΕΡΤΥΘΙΟΠ{}|"],
    ["ασδφγηξκλ΄'", 'ΑΣΔΦΓΗΞΚΛ¨"'],
    ["ζχψωβνμ,./", "ΖΧΨΩΒΝΜ<>?"],
  ],
} satisfies Record<string, Row[]>;

/** The effect of caps lock: none, the case of letters, or like shift, as in some layouts. */
export const CAPS_LOCKS = ["off", "letters", "shift"] as const;

/** The characters that appear. `held`: the scanner did not release shift. */
export function typedOn(
  keyboard: keyof typeof KEYBOARDS,
  text: string,
  caps: (typeof CAPS_LOCKS)[number] = "off",
  held = false,
): string {
  const rows: Row[] = KEYBOARDS[keyboard];
  return [...text]
    .map((char) => {
      const row = US.findIndex((both) => both.some((keys) => keys.includes(char)));
      if (row < 0) return char;
      const [plain, shifted] = US[row] as Row;
      const with_shift = held || shifted.includes(char);
      const place = (shifted.includes(char) ? shifted : plain).indexOf(char);
      const [own_plain, own_shifted] = (rows[row] as Row).map((keys) => [...keys][place] ?? "") as [string, string];
      const appears = (caps === "shift") !== with_shift ? own_shifted : own_plain;
      if (caps !== "letters") return appears;
      return appears === appears.toUpperCase() ? appears.toLowerCase() : appears.toUpperCase();
    })
    .join("");
}
