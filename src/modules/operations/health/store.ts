/** The smallest query of the database. */

import type { Database } from "../../../platform/db/session.ts";
import { sql } from "../../../platform/db/sql.ts";

export async function askDatabase(db: Database): Promise<void> {
  await db.all(sql`SELECT 1`);
}
