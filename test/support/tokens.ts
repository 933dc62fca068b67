/** API tokens of a park's integrations and people. */

import { type Client, clientOf, type PersonKey, type TestPark } from "./park.ts";

interface Wish {
  permissions: readonly string[];
  store_ids?: readonly string[];
  expires_in_days?: number;
}

export interface MadeToken {
  client: Client;
  token_id: string;
  secret: string;
}

/** Makes a token by a request of its maker. */
export async function makeToken(maker: Client, path: string, wish: Wish, key?: string): Promise<MadeToken> {
  const { data, error } = await maker.post(path, { name: "Web shop", ...wish }, key);
  if (error) throw new Error(`no token: ${error.code}`);
  return { client: clientOf(data.secret), token_id: data.token_id, secret: data.secret };
}

/** A token of the park's own, made by its owner, at both stores unless others are named. */
export async function integrationOf(park: TestPark, { store_ids, ...wish }: Wish): Promise<MadeToken> {
  const both = [park.store_id, park.second_store_id];
  return makeToken(await park.person("owner"), "/tokens", { store_ids: store_ids ?? both, ...wish });
}

/** A person's own token at the first store. */
export async function personalOf(park: TestPark, key: PersonKey, { store_ids, ...wish }: Wish): Promise<MadeToken> {
  return makeToken(await park.office(key), "/employees/me/tokens", {
    store_ids: store_ids ?? [park.store_id],
    ...wish,
  });
}
