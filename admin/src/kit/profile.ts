/** Takes the colour profile out of a picture that a browser wrote. */

/** Browsers add a colour profile of their own, which the server refuses like any part beside the pixels. */
export function withoutProfile(bytes: Uint8Array, content_type: string): Uint8Array {
  if (content_type === "image/jpeg") return jpegWithoutProfile(bytes);
  return content_type === "image/webp" ? webpWithoutProfile(bytes) : bytes;
}

const FIRST_APPLICATION = 0xe1;
const LAST_APPLICATION = 0xef;
const SCAN = 0xda;

function jpegWithoutProfile(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at + 1] !== SCAN) {
    const marker = bytes[at + 1] ?? 0;
    const next = at + 2 + view.getUint16(at + 2);
    if (marker < FIRST_APPLICATION || marker > LAST_APPLICATION) kept.push(bytes.subarray(at, next));
    at = next;
  }
  return joined([...kept, bytes.subarray(at)]);
}

const HEAD_BYTES = 12;
const FLAGS_AT = 8;
const PROFILE_FLAG = 0x20;

function webpWithoutProfile(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [];
  for (let at = HEAD_BYTES; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const next = at + 8 + length + (length % 2);
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const part = bytes.slice(at, next);
    if (name === "VP8X") part[FLAGS_AT] = (part[FLAGS_AT] ?? 0) & ~PROFILE_FLAG;
    if (name !== "ICCP") kept.push(part);
    at = next;
  }
  const whole = joined([bytes.slice(0, HEAD_BYTES), ...kept]);
  new DataView(whole.buffer).setUint32(4, whole.length - 8, true);
  return whole;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
