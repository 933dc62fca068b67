/** Which version of a credential comes next, and how versions are told: never by their value (rule T5). */

/** A version as it may be shown. Times in epoch ms. */
export interface SecretVersion {
  name: string;
  version: number;
  /** The master that seals its key. */
  master_id: string;
  created_at: number;
  created_by: string;
  retired_at: number | null;
}

/** The version that follows those there are. */
export function nextVersion(versions: readonly Pick<SecretVersion, "version">[]): number {
  return Math.max(0, ...versions.map(({ version }) => version)) + 1;
}

/** What a sealed value belongs to; put into another row, it does not open. */
export function contextOf(tenant_id: string, { name, version }: Pick<SecretVersion, "name" | "version">): string {
  return JSON.stringify([tenant_id, name, version]);
}
