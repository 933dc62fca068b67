/** Guests for tests. */

import type { Client } from "../../../support/park.ts";

/** Creates a customer over HTTP. Returns the id. */
export async function noted(client: Client, guest: Record<string, unknown>): Promise<string> {
  const reply = await client.post("/customers", guest);
  if (reply.status !== 201) throw new Error(reply.text);
  return reply.data.customer_id;
}
