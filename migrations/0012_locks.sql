CREATE TABLE `approver_origins` (
	`tenant_id` text NOT NULL,
	`made_by` text NOT NULL,
	`employee_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `made_by`, `employee_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `device_sessions` (
	`tenant_id` text NOT NULL,
	`employee_id` text NOT NULL,
	`device_id` text NOT NULL,
	`session_id` text NOT NULL,
	`opened_at` integer NOT NULL,
	`ended_at` integer,
	PRIMARY KEY(`tenant_id`, `employee_id`, `device_id`, `session_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `pin_resets` (
	`tenant_id` text NOT NULL,
	`employee_id` text NOT NULL,
	`pin_hash` text NOT NULL,
	`asked_by` text NOT NULL,
	`asked_at` integer NOT NULL,
	`in_force_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `employee_id`)
) WITHOUT ROWID;
--> statement-breakpoint
DROP INDEX `backups_running`;--> statement-breakpoint
CREATE UNIQUE INDEX `backups_by_hand` ON `backups` (`tenant_id`) WHERE status = 'running' AND started_by <> 'system';--> statement-breakpoint
CREATE UNIQUE INDEX `backups_by_schedule` ON `backups` (`tenant_id`) WHERE status = 'running' AND started_by = 'system';--> statement-breakpoint
ALTER TABLE `approval_requests` ADD `cart` text;--> statement-breakpoint
ALTER TABLE `approval_requirements` ADD `stands` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `approval_requirements` ADD `next` text;--> statement-breakpoint
ALTER TABLE `approval_requirements` ADD `next_from` integer;--> statement-breakpoint
ALTER TABLE `approval_requirements` ADD `next_by` text;--> statement-breakpoint
ALTER TABLE `approval_requirements` ADD `version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `approvals` ADD `cart` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `approver_epoch` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales` ADD `held_at` integer;--> statement-breakpoint
ALTER TABLE `sales` ADD `released_at` integer;--> statement-breakpoint
ALTER TABLE `sales` ADD `released_by` text;--> statement-breakpoint
ALTER TABLE `settings` ADD `next_value` text;--> statement-breakpoint
ALTER TABLE `settings` ADD `next_from` integer;--> statement-breakpoint
ALTER TABLE `settings` ADD `next_by` text;--> statement-breakpoint
ALTER TABLE `settings` ADD `version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `maintenance_by` text;--> statement-breakpoint
ALTER TABLE `lots` ADD `package_ids` text;--> statement-breakpoint
ALTER TABLE `lots` ADD `withdrawn_at` integer;--> statement-breakpoint
ALTER TABLE `lots` ADD `withdrawn_by` text;--> statement-breakpoint
CREATE INDEX `lots_store` ON `lots` (`tenant_id`,`store_id`,`device_id`,`expires_at`);--> statement-breakpoint
ALTER TABLE `redemptions` ADD `count` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `last_at` integer;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `doubts` text;--> statement-breakpoint
ALTER TABLE `timecards` ADD `handed_in` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `employees_email` ON `employees` (`tenant_id`,`email`);
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
