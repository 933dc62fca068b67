/** Storage of a token's object: the facts last read from D1, and the hour of the last use that D1 knows. */

import type { Env } from "../../src/env.ts";
import type { TokenName } from "../../src/modules/access/api-tokens/domain/requests.ts";
import type { TokenLife } from "../../src/modules/access/api-tokens/domain/tokens.ts";
import { joinTenant } from "../../src/modules/access/tenants/fragments.ts";
import { bookkeep } from "../../src/platform/db/commit.ts";
import { FreshFacts } from "../../src/platform/db/fresh-facts.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { sql } from "../../src/platform/db/sql.ts";
import { TENANT_COLUMNS, type TenantFacts, type TenantRow, tenantFactsOf } from "../../src/platform/db/tenant-facts.ts";
import type { Grantable, TokenKind } from "../../src/shared/api-tokens.ts";

export interface TokenFacts extends TenantFacts, TokenLife {
  tenant_id: string;
  token_id: string;
  kind: TokenKind;
  name: string;
  employee_id: string | null;
  employee_epoch: number | null;
  permissions: Grantable[];
  store_ids: string[];
  secret_hash: string;
}

type TokenRow = Omit<TokenFacts, "permissions" | "store_ids" | keyof TenantFacts> &
  TenantRow & { permissions: string; store_ids: string };

/** Reads the token's facts from D1; undefined when there is no such token. */
async function fetchFacts(env: Env, { tenant_id, token_id }: TokenName): Promise<TokenFacts | undefined> {
  const [row] = await openDatabase(env, tenant_id).all<TokenRow>(
    sql`SELECT k.tenant_id, k.token_id, k.kind, k.name, k.employee_id, k.employee_epoch, k.permissions, k.store_ids, k.secret_hash,
          k.expires_at, k.revoked_at, ${TENANT_COLUMNS}
        FROM api_tokens k ${joinTenant(sql`k`)}
        WHERE k.tenant_id = ${tenant_id} AND k.token_id = ${token_id}`,
  );
  if (!row) return undefined;
  const { permissions, store_ids, ...known } = row;
  return {
    ...known,
    ...tenantFactsOf(row, "user"),
    permissions: JSON.parse(permissions),
    store_ids: JSON.parse(store_ids),
  };
}

const FACTS = "facts_1";
const TOLD = "told_use";

export type KnownToken = FreshFacts<TokenName, TokenFacts>;

export function tokenFacts(storage: DurableObjectStorage, env: Env): KnownToken {
  return new FreshFacts(
    storage.kv.get<TokenFacts>(FACTS),
    (name: TokenName) => fetchFacts(env, name),
    (fresh) => storage.kv.put(FACTS, fresh),
  );
}

/** The last use that D1 knows, epoch ms; null for none. */
export function loadToldUse(storage: DurableObjectStorage): number | null {
  return storage.kv.get<number>(TOLD) ?? null;
}

/** Tells D1 when the token was last used, epoch ms. */
export async function tellUse(
  storage: DurableObjectStorage,
  env: Env,
  { tenant_id, token_id }: TokenName,
  used_at: number,
): Promise<void> {
  await bookkeep(openDatabase(env, tenant_id), [
    sql`UPDATE api_tokens SET last_used_at = ${used_at} WHERE tenant_id = ${tenant_id} AND token_id = ${token_id}`,
  ]);
  storage.kv.put(TOLD, used_at);
}
