CREATE TABLE `csp_reports` (
	`tenant_id` text NOT NULL,
	`report_id` text NOT NULL,
	`at` integer NOT NULL,
	`document_uri` text NOT NULL,
	`blocked_uri` text NOT NULL,
	`directive` text NOT NULL,
	`source_file` text,
	`line` integer,
	`sample` text,
	PRIMARY KEY(`tenant_id`, `report_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `approval_requests` (
	`tenant_id` text NOT NULL,
	`approval_id` text NOT NULL,
	`store_id` text NOT NULL,
	`device_id` text,
	`action` text NOT NULL,
	`subject_id` text,
	`amount` integer,
	`reason_code` text,
	`note` text,
	`requester_id` text NOT NULL,
	`approval_token_hash` text NOT NULL,
	`requested_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`status` text NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`decision_note` text,
	PRIMARY KEY(`tenant_id`, `approval_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `approval_requests_pending` ON `approval_requests` (`tenant_id`,`store_id`,`expires_at`) WHERE status = 'pending';--> statement-breakpoint
CREATE TABLE `approval_requirements` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`action` text NOT NULL,
	`approval` text NOT NULL,
	`above_amount` integer,
	`reason_required` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `store_id`, `action`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `daily_counts` (
	`tenant_id` text NOT NULL,
	`business_date` text NOT NULL,
	`action` text NOT NULL,
	`holder_id` text NOT NULL,
	`count` integer NOT NULL,
	`cap` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `business_date`, `action`, `holder_id`),
	CONSTRAINT "daily_counts_cap" CHECK(count <= cap)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `audit_archives` (
	`tenant_id` text NOT NULL,
	`from_sequence` integer NOT NULL,
	`through_sequence` integer NOT NULL,
	`hash` text NOT NULL,
	`object_key` text NOT NULL,
	`sha256` text NOT NULL,
	`archived_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `from_sequence`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `audit_days` (
	`tenant_id` text NOT NULL,
	`date` text NOT NULL,
	`event` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `date`, `event`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `backups` (
	`tenant_id` text NOT NULL,
	`backup_id` text NOT NULL,
	`status` text NOT NULL,
	`rows` text NOT NULL,
	`bytes` integer NOT NULL,
	`object_prefix` text NOT NULL,
	`exact` integer,
	`progress` text NOT NULL,
	`started_by` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`error` text,
	`version` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`tenant_id`, `backup_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `backups_running` ON `backups` (`tenant_id`) WHERE status = 'running';--> statement-breakpoint
CREATE TABLE `restores` (
	`tenant_id` text NOT NULL,
	`backup_id` text NOT NULL,
	`started_by` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`files_done` integer DEFAULT 0 NOT NULL,
	`writing` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`tenant_id`, `backup_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `restores_open` ON `restores` (`tenant_id`) WHERE finished_at IS NULL;--> statement-breakpoint
CREATE TABLE `employee_totps` (
	`tenant_id` text NOT NULL,
	`employee_id` text NOT NULL,
	`sealed_secret` text NOT NULL,
	`recovery_code_hashes` text NOT NULL,
	`created_at` integer NOT NULL,
	`confirmed_at` integer,
	`confirmed_step` integer,
	`version` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `employee_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `refundables` (
	`tenant_id` text NOT NULL,
	`sale_id` text NOT NULL,
	`line_no` integer NOT NULL,
	`qty_paid` integer NOT NULL,
	`qty_refunded` integer NOT NULL,
	`amount_paid` integer NOT NULL,
	`amount_refunded` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `sale_id`, `line_no`),
	CONSTRAINT "refundables_qty" CHECK(qty_refunded BETWEEN 0 AND qty_paid),
	CONSTRAINT "refundables_amount" CHECK(amount_refunded BETWEEN 0 AND amount_paid)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `refunds` (
	`tenant_id` text NOT NULL,
	`refund_id` text NOT NULL,
	`sale_id` text NOT NULL,
	`store_id` text NOT NULL,
	`device_id` text,
	`shift_id` text,
	`customer_id` text,
	`lines` text NOT NULL,
	`ticket_ids` text NOT NULL,
	`amount` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`rounding` integer NOT NULL,
	`payments` text NOT NULL,
	`reason_code` text,
	`reason_text` text,
	`requested_by` text NOT NULL,
	`approved_by` text,
	`approval_id` text,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	`completed_at` integer,
	`cancelled_reason` text,
	`caller_id` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `refund_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_request` ON `refunds` (`tenant_id`,`caller_id`,`idempotency_key`);--> statement-breakpoint
CREATE INDEX `refunds_sale` ON `refunds` (`tenant_id`,`sale_id`);--> statement-breakpoint
CREATE INDEX `refunds_pending` ON `refunds` (`tenant_id`,`created_at`) WHERE status = 'pending';--> statement-breakpoint
CREATE TABLE `reprints` (
	`tenant_id` text NOT NULL,
	`reprint_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`store_id` text NOT NULL,
	`device_id` text,
	`requested_by` text NOT NULL,
	`approved_by` text,
	`approval_id` text,
	`reason_code` text,
	`reason_text` text,
	`printed_count` integer NOT NULL,
	`reissued_as` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `reprint_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `reprints_ticket` ON `reprints` (`tenant_id`,`ticket_id`);--> statement-breakpoint
CREATE TABLE `secrets` (
	`tenant_id` text NOT NULL,
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`sealed_key` text NOT NULL,
	`master_id` text NOT NULL,
	`sealed_value` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`retired_at` integer,
	PRIMARY KEY(`tenant_id`, `name`, `version`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `usage_counters` (
	`tenant_id` text NOT NULL,
	`month` text NOT NULL,
	`route` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `month`, `route`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `customers` ADD `erased_at` integer;--> statement-breakpoint
ALTER TABLE `roles` ADD `version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `payments` ADD `refunded` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales` ADD `refunded_total` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `day_closes` ADD `audit_head` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `active` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `kind` text DEFAULT 'park' NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `legal_name` text;--> statement-breakpoint
ALTER TABLE `tenants` ADD `billing_plan` text DEFAULT 'standard' NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `status` text DEFAULT 'active' NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `maintenance_from` integer;--> statement-breakpoint
ALTER TABLE `tenants` ADD `maintenance_until` integer;--> statement-breakpoint
ALTER TABLE `tenants` ADD `maintenance_note` text;--> statement-breakpoint
ALTER TABLE `tenants` ADD `closed_at` integer;--> statement-breakpoint
ALTER TABLE `tenants` ADD `purge_at` integer;--> statement-breakpoint
ALTER TABLE `tenants` ADD `version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX `audits_subject` ON `audits` (`tenant_id`,`subject_kind`,`subject_id`,`sequence`) WHERE hash IS NOT NULL;--> statement-breakpoint
CREATE INDEX `audits_access` ON `audits` (`tenant_id`,`sequence`) WHERE subject_kind = 'employee';
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
