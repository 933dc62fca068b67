/** People of tests who have proved of late who they are. */

import type { Client, PersonKey, TestPark } from "../../support/park.ts";

/** A person on the till, after a step-up. */
export async function provenAnew(park: TestPark, key: PersonKey): Promise<Client> {
  const client = await park.person(key, "pos");
  const reply = await client.post("/auth/step-up", { pin: park.employees[key]?.pin });
  if (reply.status !== 200) throw new Error(reply.text);
  return client;
}
