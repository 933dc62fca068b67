/** A D1 binding on a database file, for use-cases that run while no runtime has the file open. */

import type { DatabaseSync, SQLInputValue } from "node:sqlite";

/** The part of D1 that `platform/db` uses; a batch is one transaction, as in D1. */
export function openFileD1(db: DatabaseSync): D1Database {
  const session = {
    prepare: (text: string) => new FileStatement(db, text, []),
    async batch(statements: FileStatement[]) {
      db.exec("BEGIN IMMEDIATE");
      try {
        const results = statements.map((statement) => statement.runNow());
        db.exec("COMMIT");
        return results;
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    getBookmark: () => null,
  };
  return { ...session, withSession: () => session } as unknown as D1Database;
}

class FileStatement {
  private readonly db: DatabaseSync;
  private readonly text: string;
  private readonly params: SQLInputValue[];

  constructor(db: DatabaseSync, text: string, params: SQLInputValue[]) {
    this.db = db;
    this.text = text;
    this.params = params;
  }

  bind(...params: SQLInputValue[]): FileStatement {
    return new FileStatement(this.db, this.text, params);
  }

  async all() {
    return this.runNow();
  }

  runNow() {
    const statement = this.db.prepare(this.text);
    const meta = { rows_read: 0, rows_written: 0, changes: 0 };
    if (statement.columns().length > 0) return { success: true, meta, results: statement.all(...this.params) };
    const { changes } = statement.run(...this.params);
    return { success: true, meta: { ...meta, changes: Number(changes) }, results: [] };
  }
}
