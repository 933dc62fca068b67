CREATE TABLE `report_looks` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`date` text NOT NULL,
	`finding_id` text NOT NULL,
	`value` integer DEFAULT 0 NOT NULL,
	`looked_at` integer NOT NULL,
	`looked_by` text NOT NULL,
	`note` text,
	PRIMARY KEY(`tenant_id`, `store_id`, `date`, `finding_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `report_places` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL,
	`generation` integer NOT NULL,
	`version` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `report_rebuilds` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`generation` integer NOT NULL,
	`sequence` integer NOT NULL,
	`source` text NOT NULL,
	`after` text NOT NULL,
	`rows_done` integer NOT NULL,
	`started_by` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `report_sums` (
	`tenant_id` text NOT NULL,
	`generation` integer NOT NULL,
	`grain` text NOT NULL,
	`kind` text NOT NULL,
	`store_id` text NOT NULL,
	`period` text NOT NULL,
	`device_id` text NOT NULL,
	`employee_id` text NOT NULL,
	`key` text NOT NULL,
	`count` integer NOT NULL,
	`quantity` integer NOT NULL,
	`gross` integer NOT NULL,
	`discount_total` integer NOT NULL,
	`total` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`rounding` integer NOT NULL,
	`surcharge_total` integer NOT NULL,
	`cash` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `generation`, `grain`, `kind`, `store_id`, `period`, `device_id`, `employee_id`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `alerts_store` ON `alerts` (`tenant_id`,`store_id`,`alert_id`);
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
