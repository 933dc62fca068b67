/**
 * Creates the first provider of a deployment for a caller with its secret; once there is one, this creates no other.
 */

import { equalSecrets, hashSecret } from "../../../../platform/crypto/secrets.ts";
import { type Commit, type CommitPart, commit } from "../../../../platform/db/commit.ts";
import { asTenant, type Context, type PublicContext } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { recordEmployee, recordRoles } from "../../../access/employees/index.ts";
import { findFirstProvider, recordFirstProvider, recordStore, recordTenant } from "../../../access/tenants/index.ts";

export interface NewProvider {
  name: string;
  owner: { name: string; email: string; pin: string };
}

/**
 * Creates the first provider, or returns the existing one.
 * Errors: E_NOT_FOUND unless the deployment has a BOOTSTRAP_TOKEN, E_UNAUTHENTICATED for another token, E_DUPLICATE for
 * a taken e-mail address.
 */
export async function bootstrapProvider(
  base: PublicContext,
  { bootstrap_token, ...input }: NewProvider & { bootstrap_token: string },
) {
  const { BOOTSTRAP_TOKEN } = base.env;
  if (!BOOTSTRAP_TOKEN) throw new AppError(errors.not_found);
  if (!equalSecrets(await hashSecret(bootstrap_token), await hashSecret(BOOTSTRAP_TOKEN)))
    throw new AppError(errors.unauthenticated);
  const first = await findFirstProvider(base.env);
  if (first) return { tenant_id: first.tenant_id, created: false };
  const ctx = asTenant(base, base.newId());
  const { work } = await planProvider(ctx, input);
  await commit(ctx, { ...work, parts: [...work.parts, recordFirstProvider(ctx)] });
  return { tenant_id: ctx.tenant_id, created: true };
}

/**
 * The commit of a provider's tenant with one office and one employee, who owns it and looks after all tenants; and that
 * employee.
 */
export async function planProvider(
  ctx: Context,
  { name, owner }: NewProvider,
): Promise<{ employee_id: string; work: Commit & { parts: CommitPart[] } }> {
  const store = recordStore(ctx, { name });
  const roles = { [store.store_id]: ["owner", "provider_admin"] };
  const { employee_id, part } = await recordEmployee(ctx, { ...owner, roles });
  const tenant = recordTenant(ctx, { name, mode: "live", kind: "provider" });
  return { employee_id, work: { ...tenant, parts: [recordRoles(ctx), store.part, part] } };
}
