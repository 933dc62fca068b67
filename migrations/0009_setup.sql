CREATE TABLE `api_tokens` (
	`tenant_id` text NOT NULL,
	`token_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`employee_id` text,
	`employee_epoch` integer,
	`permissions` text NOT NULL,
	`store_ids` text NOT NULL,
	`secret_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`expires_at` integer NOT NULL,
	`last_used_at` integer,
	`revoked_at` integer,
	`revoked_by` text,
	PRIMARY KEY(`tenant_id`, `token_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `api_tokens_of_person` ON `api_tokens` (`tenant_id`,`employee_id`);--> statement-breakpoint
CREATE TABLE `device_rehearsals` (
	`tenant_id` text NOT NULL,
	`rehearsal_id` text NOT NULL,
	`device_id` text NOT NULL,
	`store_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`started_by` text NOT NULL,
	`ends_at` integer NOT NULL,
	`ended_at` integer,
	`ended_by` text,
	PRIMARY KEY(`tenant_id`, `rehearsal_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `device_rehearsals_running` ON `device_rehearsals` (`tenant_id`,`device_id`) WHERE ended_at IS NULL;--> statement-breakpoint
CREATE TABLE `foreign_codes` (
	`tenant_id` text NOT NULL,
	`code_hash` text NOT NULL,
	`ticket_id` text NOT NULL,
	`code_end` text NOT NULL,
	`digest` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `code_hash`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `foreign_codes_ticket` ON `foreign_codes` (`tenant_id`,`ticket_id`);--> statement-breakpoint
CREATE TABLE `pictures` (
	`tenant_id` text NOT NULL,
	`picture_id` text NOT NULL,
	`sha256` text NOT NULL,
	`content_type` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`bytes` integer NOT NULL,
	`added_at` integer NOT NULL,
	`added_by` text NOT NULL,
	`removed_at` integer,
	PRIMARY KEY(`tenant_id`, `picture_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `pictures_sha256` ON `pictures` (`tenant_id`,`sha256`);--> statement-breakpoint
CREATE TABLE `onboardings` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`language` text NOT NULL,
	`code_hash` text NOT NULL,
	`code_nonce` text NOT NULL,
	`code_sent_at` integer NOT NULL,
	`code_tries` integer NOT NULL,
	`token_hash` text,
	`confirmed_at` integer,
	`continues_id` text,
	`profile` text,
	`tax` text,
	`tables` text,
	`payments` text,
	`done` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `tickets` ADD `origin` text DEFAULT 'sale' NOT NULL;--> statement-breakpoint
ALTER TABLE `imports` ADD `check_id` text;--> statement-breakpoint
ALTER TABLE `imports` ADD `tries` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `imports` ADD `failure` text;--> statement-breakpoint
ALTER TABLE `imports` ADD `kept_until` integer;--> statement-breakpoint
CREATE INDEX `imports_kept` ON `imports` (`tenant_id`,`kept_until`) WHERE kept_until IS NOT NULL;--> statement-breakpoint
CREATE INDEX `packages_picture` ON `packages` (`tenant_id`,`image_url`) WHERE image_url IS NOT NULL;
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
