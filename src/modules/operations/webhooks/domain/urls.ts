/** Guards the URL of an endpoint: only an https URL with a public host name is accepted, however it is written (rule E7). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";

export const URL_CHARS = 2_048;

/** The ports of an https endpoint. */
const PORTS = ["", "443", "8443"];

/** The last labels of names that exist only inside a network, or that no public resolver answers. */
const INNER_ENDINGS = [
  ...["local", "localhost", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "arpa"],
  ...["test", "invalid", "onion", "alt", "mshome", "workgroup", "cluster", "consul", "docker", "kubernetes"],
];

/** Public names that lead inward: services of clouds, and names that resolve to the address inside them or to loopback. */
const INNER_NAMES = [
  ...["metadata.goog", "metadata.azure.com", "metadata.tencentyun.com", "nip.io", "sslip.io", "xip.io", "traefik.me"],
  ...["local.gd", "localtest.me", "lvh.me", "vcap.me", "lacolhost.com", "localho.st", "fuf.me", "ulh.us", "1u.ms"],
  ...["rbndr.us", "localdomain.pw", "127-0-0-1.org.uk", "smackaho.st"],
];

/** The reasons for which a URL is refused, each with the text for its sender. */
export const URL_REFUSALS = {
  long: `must have at most ${URL_CHARS} characters`,
  unreadable: "is not a URL",
  scheme: "must begin with https://",
  credentials: "must not hold a user name or a password",
  port: "must use port 443 or 8443",
  fragment: "must not have a fragment",
  address: "must have a host name, not an address",
  host: "must have a public host name",
} as const;

export type UrlRefusal = keyof typeof URL_REFUSALS;

/**
 * The URL to call, in its canonical form. `development` also accepts http at `localhost`, with any port. It is checked
 * when an endpoint is saved and before each request.
 */
export function checkUrl(text: string, { development }: { development: boolean }): Result<string, UrlRefusal> {
  if (text.length > URL_CHARS) return refuse("long");
  // The parser would drop these characters, or read a backslash as a slash.
  if (hasUnseen(text) || text.includes("\\")) return refuse("unreadable");
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refuse("unreadable");
  }
  const local = development && url.protocol === "http:" && url.hostname === "localhost";
  if (url.protocol !== "https:" && !local) return refuse("scheme");
  if (!/^https?:\/\/[^/]/i.test(text)) return refuse("unreadable");
  if (url.username !== "" || url.password !== "" || authorityOf(text).includes("@")) return refuse("credentials");
  if (url.hash !== "" || text.includes("#")) return refuse("fragment");
  if (url.href.length > URL_CHARS) return refuse("long");
  if (local) return accept(url.href);
  const host = url.hostname;
  if (host.startsWith("[") || /^[\d.]+$/.test(host)) return refuse("address");
  if (!PORTS.includes(url.port)) return refuse("port");
  if (!isPublicName(host)) return refuse("host");
  return accept(url.href);
}

/** Spaces, control characters, and the invisible characters of Unicode, which the parser drops or maps. */
function hasUnseen(text: string): boolean {
  return /[\s\p{Cc}\p{Cf}\p{Z}]/u.test(text);
}

function authorityOf(text: string): string {
  return text.replace(/^[a-z]+:\/\//i, "").split(/[/?#]/, 1)[0] ?? "";
}

/** Whether a name, as the URL parser writes it, may be that of a public host. */
function isPublicName(host: string): boolean {
  const labels = host.split(".");
  const last = labels.at(-1) ?? "";
  // A trailing dot ends a name that no certificate has; a name without a dot is one of the own network.
  if (labels.length < 2 || labels.includes("") || host.length > 253) return false;
  if (labels.some((label) => label.length > 63 || !/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(label))) return false;
  if (!/^([a-z]{2,}|xn--[a-z0-9-]+)$/.test(last) || INNER_ENDINGS.includes(last)) return false;
  return !INNER_NAMES.some((name) => host === name || host.endsWith(`.${name}`));
}
