/** The first provider of a deployment, made by whoever holds its secrets; once there is one, nothing makes another this way. */

import { equalSecrets, hashSecret } from "../../../platform/crypto/secrets.ts";
import { commit, gather } from "../../../platform/db/commit.ts";
import { asTenant, type Context, type PublicContext } from "../../../platform/http/context.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { createEmployee, seedRoles } from "../../employees/index.ts";
import { createStore, createTenant, findFirstProvider, firstProviderOnly } from "../../tenants/index.ts";

export interface NewProvider {
  name: string;
  owner: { name: string; email: string; pin: string };
}

/**
 * Makes the first provider, or tells which it is when there is one. Errors: E_NOT_FOUND unless the deployment has a
 * BOOTSTRAP_TOKEN, E_UNAUTHENTICATED when it is another, E_DUPLICATE for an e-mail address that is taken.
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
  const work = await gather(ctx, async () => {
    await createProvider(ctx, input);
  });
  await commit(ctx, {
    ...work,
    writes: [...work.writes, firstProviderOnly(ctx.tenant_id)],
    refusals: [...(work.refusals ?? []), ["tenants.kind", errors.conflict]],
  });
  return { tenant_id: ctx.tenant_id, created: true };
}

/** Makes a provider's tenant with one office and one person, who owns it and looks after all parks. Returns who that is. */
export async function createProvider(ctx: Context, { name, owner }: NewProvider): Promise<string> {
  await createTenant(ctx, { name, mode: "live", kind: "provider" });
  await seedRoles(ctx);
  const store_id = await createStore(ctx, { name });
  return createEmployee(ctx, { ...owner, roles: { [store_id]: ["owner", "provider_admin"] } });
}
