CREATE TABLE `import_links` (
	`tenant_id` text NOT NULL,
	`kind` text NOT NULL,
	`source` text NOT NULL,
	`external_hash` text NOT NULL,
	`our_id` text NOT NULL,
	`digest` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `kind`, `source`, `external_hash`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `imports` (
	`tenant_id` text NOT NULL,
	`import_id` text NOT NULL,
	`kind` text NOT NULL,
	`source` text NOT NULL,
	`store_id` text,
	`caller_store_id` text,
	`file_name` text NOT NULL,
	`status` text NOT NULL,
	`header` text NOT NULL,
	`mapping` text NOT NULL,
	`rows` integer NOT NULL,
	`pages` integer NOT NULL,
	`next_page` integer NOT NULL,
	`created` integer NOT NULL,
	`changed` integer NOT NULL,
	`unchanged` integer NOT NULL,
	`failed` integer NOT NULL,
	`unreadable` integer NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	PRIMARY KEY(`tenant_id`, `import_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `imports_open` ON `imports` (`tenant_id`,`created_by`) WHERE status IN ('draft', 'checked');
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
