/** Reads a file's bytes as text: UTF-8, UTF-16 and Windows-874, as spreadsheets save them. */

const THAI_FROM = 0xa1;
const THAI_OFFSET = 0x0e01 - THAI_FROM;
/** The other characters of Windows-874 above ASCII. */
const OTHERS: Readonly<Record<number, string>> = {
  128: "€",
  133: "…",
  145: "‘",
  146: "’",
  147: "“",
  148: "”",
  149: "•",
  150: "–",
  151: "—",
  160: "\u00a0",
};

/** The text of a file; undefined if it is no text in one of these encodings. */
export function decodeFile(bytes: Uint8Array): string | undefined {
  const text = decodeBytes(bytes);
  return text === undefined || text.includes("\u0000") ? undefined : text;
}

function decodeBytes(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return readStrictly("utf-16le", bytes);
  if (first === 0xfe && second === 0xff) return readStrictly("utf-16be", bytes);
  return readUtf16WithoutMark(bytes) ?? readStrictly("utf-8", bytes) ?? readWindows874(bytes);
}

function readStrictly(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The high bytes of Latin, Thai and punctuation: every second byte of a text in UTF-16. */
const HIGH_BYTES = [0x00, 0x0e, 0x20];

function readUtf16WithoutMark(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, 200);
  const is_utf16 = head.includes(0) && head.every((byte, at) => at % 2 === 0 || HIGH_BYTES.includes(byte));
  return is_utf16 ? readStrictly("utf-16le", bytes) : undefined;
}

/** A byte that Windows-874 does not define means that the file is something else, such as a picture. */
function readWindows874(bytes: Uint8Array): string | undefined {
  const table = Array.from({ length: 256 }, (_, code) => characterOf(code));
  const parts: string[] = [];
  for (const byte of bytes) {
    const character = table[byte];
    if (character === undefined) return undefined;
    parts.push(character);
  }
  return parts.join("");
}

function characterOf(code: number): string | undefined {
  if (code < 128) return String.fromCharCode(code);
  const is_thai = (code >= THAI_FROM && code <= 0xda) || (code >= 0xdf && code <= 0xfb);
  return is_thai ? String.fromCharCode(code + THAI_OFFSET) : OTHERS[code];
}
