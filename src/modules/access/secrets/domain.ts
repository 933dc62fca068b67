/** Decides the next version of a credential, and the shape of a version without its value (rule T5). */

/** A version as it may be shown. Times in epoch ms. */
export interface SecretVersion {
  name: string;
  version: number;
  /** The master key that seals its key. */
  master_id: string;
  created_at: number;
  created_by: string;
  retired_at: number | null;
}

/** The version after the existing ones. */
export function nextVersion(versions: readonly Pick<SecretVersion, "version">[]): number {
  return Math.max(0, ...versions.map(({ version }) => version)) + 1;
}

/** The context of a sealed value; moved to another row, it does not open. */
export function contextOf(tenant_id: string, { name, version }: Pick<SecretVersion, "name" | "version">): string {
  return JSON.stringify([tenant_id, name, version]);
}
