/** Resolves host names by DNS over HTTPS, for the check of addresses that others name. */

import type { Env } from "../../env.ts";

const RESOLVE_MS = 2_000;
const TYPES = [
  ["A", 1],
  ["AAAA", 28],
] as const;

/** The addresses of a host name; undefined without a resolver, or when it does not answer in time. */
export async function resolveHost(env: Env, host: string): Promise<string[] | undefined> {
  const { RESOLVER_URL } = env;
  if (!RESOLVER_URL) return undefined;
  try {
    const answers = await Promise.all(TYPES.map(([name, type]) => ask(RESOLVER_URL, host, name, type)));
    return answers.flat();
  } catch {
    return undefined;
  }
}

async function ask(resolver: string, host: string, name: string, type: number): Promise<string[]> {
  const response = await fetch(`${resolver}?name=${encodeURIComponent(host)}&type=${name}`, {
    headers: { accept: "application/dns-json" },
    signal: AbortSignal.timeout(RESOLVE_MS),
  });
  if (!response.ok) throw new Error(`the resolver answered ${response.status}`);
  const { Answer = [] } = await response.json<{ Answer?: { type: number; data: string }[] }>();
  return Answer.filter((record) => record.type === type).map(({ data }) => data);
}
