/** Decides which network addresses are public; every private, local, reserved or translated range is not (rule E7). */

/** Ranges of IPv4 that no public receiver has, as an address and the length of its prefix. */
const SPECIAL_V4: readonly (readonly [address: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Ranges inside 2000::/3, the public part of IPv6, that are not public or carry an IPv4 address. */
const SPECIAL_V6: readonly (readonly [groups: readonly number[], bits: number])[] = [
  [[0x2001, 0], 23],
  [[0x2001, 0xdb8], 32],
  [[0x2002], 16],
  [[0x3fff], 20],
  [[0x3ffe], 16],
];

/** Whether an IPv4 address in dotted decimals is public. */
function isPublicV4(address: string): boolean {
  const number = numberOf(address);
  return !SPECIAL_V4.some(([start, bits]) => number >>> (32 - bits) === numberOf(start) >>> (32 - bits));
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The eight groups of an IPv6 address without a zone; undefined when the text is none. */
function groupsOf(address: string): number[] | undefined {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, start = "", a, b, c, d] = dotted ?? [];
  const text = dotted
    ? `${start}${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`
    : address;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [front = [], back = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - front.length - back.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...front, ...Array.from({ length: missing }, () => "0"), ...back];
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined;
}

/** Whether the first `bits` of an address are those of a range. */
function isWithin(groups: readonly number[], [start, bits]: readonly [readonly number[], number]): boolean {
  return Array.from({ length: Math.ceil(bits / 16) }).every((_, at) => {
    const shift = Math.max(0, 16 * (at + 1) - bits);
    return (groups[at] ?? 0) >> shift === (start[at] ?? 0) >> shift;
  });
}

/** Whether an address, as a resolver writes it, is public. Text that is no address is not. */
export function isPublicAddress(address: string): boolean {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return isPublicV4(address);
  const groups = groupsOf(address);
  if (!groups || !isWithin(groups, [[0x2000], 3])) return false;
  return !SPECIAL_V6.some((range) => isWithin(groups, range));
}
