CREATE TABLE `alerts` (
	`tenant_id` text NOT NULL,
	`alert_id` text NOT NULL,
	`type` text NOT NULL,
	`severity` text NOT NULL,
	`status` text NOT NULL,
	`store_id` text,
	`device_id` text,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`details` text NOT NULL,
	`opened_at` integer NOT NULL,
	`acknowledged_at` integer,
	`acknowledged_by` text,
	`resolved_at` integer,
	`resolved_by` text,
	`cleared_at` integer,
	`request_id` text NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `alert_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `alerts_unresolved` ON `alerts` (`tenant_id`,`type`,`subject_kind`,`subject_id`) WHERE status <> 'resolved';--> statement-breakpoint
CREATE INDEX `alerts_lasting` ON `alerts` (`tenant_id`,`type`,`alert_id`) WHERE cleared_at IS NULL;--> statement-breakpoint
CREATE INDEX `alerts_status` ON `alerts` (`tenant_id`,`status`,`alert_id`);--> statement-breakpoint
CREATE TABLE `device_metrics_daily` (
	`tenant_id` text NOT NULL,
	`device_id` text NOT NULL,
	`date` text NOT NULL,
	`store_id` text NOT NULL,
	`beats` integer NOT NULL,
	`offline_ms` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `device_id`, `date`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `alert_rules` (
	`tenant_id` text NOT NULL,
	`rule_id` text NOT NULL,
	`store_id` text,
	`event` text NOT NULL,
	`severity` text NOT NULL,
	`channel` text NOT NULL,
	`enabled` integer NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `rule_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `live_stores` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`listening_until` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `store_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `webhook_attempts` (
	`tenant_id` text NOT NULL,
	`webhook_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`attempt` integer NOT NULL,
	`at` integer NOT NULL,
	`response_status` integer,
	`latency_ms` integer NOT NULL,
	`excerpt` text,
	`error` text,
	`next_attempt_at` integer,
	PRIMARY KEY(`tenant_id`, `webhook_id`, `sequence`, `attempt`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`tenant_id` text NOT NULL,
	`webhook_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`tries` integer NOT NULL,
	`next_attempt_at` integer,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`response_status` integer,
	`latency_ms` integer,
	`excerpt` text,
	`error` text,
	PRIMARY KEY(`tenant_id`, `webhook_id`, `sequence`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`tenant_id`,`webhook_id`,`next_attempt_at`,`sequence`) WHERE next_attempt_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_waiting` ON `webhook_deliveries` (`tenant_id`,`webhook_id`,`subject_id`,`sequence`) WHERE next_attempt_at > 0;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_dead` ON `webhook_deliveries` (`tenant_id`,`ended_at`,`webhook_id`,`sequence`) WHERE status = 'dead';--> statement-breakpoint
CREATE TABLE `webhooks` (
	`tenant_id` text NOT NULL,
	`webhook_id` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`description` text,
	`status` text NOT NULL,
	`disabled_reason` text,
	`sealed_secret` text NOT NULL,
	`sealed_previous` text,
	`previous_until` integer,
	`from_sequence` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `webhook_id`)
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
