/** Addresses of requests: each has one written form, and text that is no address counts as none (rule L1). */

/**
 * An IPv4 or IPv6 address in its one form: IPv6 as in RFC 5952, and an IPv4 address inside IPv6 as IPv4. Null for other
 * text.
 */
export function readAddress(text: string | null | undefined): string | null {
  if (!text || text.length > MAX_CHARACTERS) return null;
  if (isIpv4(text)) return text;
  const groups = groupsOf(text);
  if (!groups) return null;
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return mapped ? ipv4Of(groups) : writeGroups(groups);
}

/**
 * The network that calls from an address are counted for: a single IPv4 address, or the /64 of IPv6, which one line gets
 * whole. Requests without an address are counted together.
 */
export function networkOf(address: string | null): string {
  if (address === null) return "unknown";
  const groups = groupsOf(address);
  return groups ? `${writeGroups([...groups.slice(0, 4), 0, 0, 0, 0])}/64` : address;
}

/** The longest form: eight groups, the last two as IPv4. */
const MAX_CHARACTERS = 45;
const GROUPS = 8;

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** The eight groups of an IPv6 address, or null. */
function groupsOf(text: string): number[] | null {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":")) return null;
  const parts = halves.map((half) => (half === "" ? [] : half.split(":")));
  const tail = parts.at(-1);
  const last = tail?.at(-1) ?? "";
  if (tail && last.includes(".")) {
    if (!isIpv4(last)) return null;
    const [a = 0, b = 0, c = 0, d = 0] = last.split(".").map(Number);
    tail.splice(-1, 1, (a * 256 + b).toString(16), (c * 256 + d).toString(16));
  }
  const [head = [], end = []] = parts;
  const written = head.length + end.length;
  if (halves.length === 1 ? written !== GROUPS : written >= GROUPS) return null;
  const texts = [...head, ...Array<string>(GROUPS - written).fill("0"), ...end];
  return texts.every((group) => /^[\da-f]{1,4}$/i.test(group))
    ? texts.map((group) => Number.parseInt(group, 16))
    : null;
}

function ipv4Of(groups: readonly number[]): string {
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 255])
    .join(".");
}

/** The longest run of two zero groups or more is left out, the first of equally long ones. */
function writeGroups(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(":");
  const [longest] = [...text.matchAll(/(?<![\da-f])0(?::0)+(?![\da-f])/g)].sort(
    (one, other) => other[0].length - one[0].length,
  );
  if (!longest) return text;
  const before = text.slice(0, longest.index).replace(/:$/, "");
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}
