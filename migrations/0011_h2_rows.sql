<<<<<<<< HEAD:migrations/0011_codes.sql
DROP INDEX `tickets_short_code`;--> statement-breakpoint
ALTER TABLE `tickets` ADD `short_code_hash` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `short_code_no` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What was typed before cannot be told from a keyed hash; a printed symbol stays good.
UPDATE `tickets` SET `short_code_hash` = `ticket_id`;--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_short_code_hash` ON `tickets` (`tenant_id`,`short_code_hash`);--> statement-breakpoint
ALTER TABLE `tickets` DROP COLUMN `short_code`;--> statement-breakpoint
ALTER TABLE `replies` ADD `assigned` text;--> statement-breakpoint
ALTER TABLE `lots` DROP COLUMN `short_codes`;--> statement-breakpoint
========
DROP INDEX `backups_running`;--> statement-breakpoint
CREATE UNIQUE INDEX `backups_by_hand` ON `backups` (`tenant_id`) WHERE status = 'running' AND started_by <> 'system';--> statement-breakpoint
CREATE UNIQUE INDEX `backups_by_schedule` ON `backups` (`tenant_id`) WHERE status = 'running' AND started_by = 'system';--> statement-breakpoint
ALTER TABLE `redemptions` ADD `count` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `last_at` integer;
--> statement-breakpoint
>>>>>>>> ef1ffa1 (A refusal that repeats at one device within a minute is one line and one row with a count):migrations/0011_h2_rows.sql
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
