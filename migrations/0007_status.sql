CREATE TABLE `system_states` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`message_en` text NOT NULL,
	`message_th` text NOT NULL,
	`set_at` integer NOT NULL,
	`ends_at` integer
) WITHOUT ROWID;

--> statement-breakpoint
-- Without statistics SQLite takes a tenant to have some ten rows and reads all of them rather than look one up by an index.
-- So it is told what no empty database can show: a tenant has very many rows, a store nearly as many, anything else few.
-- A migration that adds a table or an index ends with these statements as well.
ANALYZE;
--> statement-breakpoint
DELETE FROM sqlite_stat1;
--> statement-breakpoint
INSERT INTO sqlite_stat1 (tbl, idx, stat)
SELECT t.name, iif(i.origin = 'pk', t.name, i.name), '1000000 ' || (
  SELECT group_concat(
    CASE WHEN i."unique" AND c.seqno = (SELECT MAX(seqno) FROM pragma_index_info(i.name)) THEN 1
         WHEN c.name = 'tenant_id' THEN 100000
         WHEN c.name = 'store_id' THEN 10000
         ELSE 10 END, ' ' ORDER BY c.seqno)
  FROM pragma_index_info(i.name) c)
FROM pragma_table_list t, pragma_index_list(t.name) i
WHERE t.schema = 'main' AND t.wr;
--> statement-breakpoint
ANALYZE sqlite_schema;
