CREATE TABLE `customers` (
	`tenant_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`name` text NOT NULL,
	`phone` text,
	`email` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `customer_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `customers_phone` ON `customers` (`tenant_id`,`phone`) WHERE phone IS NOT NULL;--> statement-breakpoint
CREATE TABLE `gate_policies` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`admit_offline` text NOT NULL,
	`list_max_age_s` integer NOT NULL,
	`unbound_lots` text NOT NULL,
	`min_app_version` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `store_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `late_entries` (
	`tenant_id` text NOT NULL,
	`shift_id` text NOT NULL,
	`entry_id` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`total` integer NOT NULL,
	`cash` integer NOT NULL,
	`gross` integer NOT NULL,
	`discount_total` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`by_method` text NOT NULL,
	`reason` text,
	`actor_id` text,
	PRIMARY KEY(`tenant_id`, `shift_id`, `entry_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `conflicts` (
	`tenant_id` text NOT NULL,
	`conflict_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`store_id` text NOT NULL,
	`reason` text NOT NULL,
	`first_pass` text,
	`admitted` text NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `conflict_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `lots` (
	`tenant_id` text NOT NULL,
	`lot_id` text NOT NULL,
	`store_id` text NOT NULL,
	`device_id` text NOT NULL,
	`key_version` integer NOT NULL,
	`count` integer NOT NULL,
	`short_codes` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `lot_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `revocations` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`key_version` integer NOT NULL,
	`reason` text NOT NULL,
	`revoked_at` integer NOT NULL,
	`valid_to` integer,
	PRIMARY KEY(`tenant_id`, `store_id`, `ticket_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `ticket_changes` (
	`tenant_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`status` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`device_id` text,
	`store_id` text,
	`reason` text,
	`scan_id` text,
	`replaced_by` text,
	PRIMARY KEY(`tenant_id`, `ticket_id`, `sequence`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `ticket_keys` (
	`tenant_id` text NOT NULL,
	`key_version` integer NOT NULL,
	`master_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`revoked_at` integer,
	`revoked_by` text,
	PRIMARY KEY(`tenant_id`, `key_version`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `zone_days` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`business_date` text NOT NULL,
	`zone_id` text NOT NULL,
	`inside` integer NOT NULL,
	`entries` integer NOT NULL,
	`exits` integer NOT NULL,
	`fails` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `store_id`, `business_date`, `zone_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `timecards` (
	`tenant_id` text NOT NULL,
	`timecard_id` text NOT NULL,
	`employee_id` text NOT NULL,
	`store_id` text NOT NULL,
	`device_id` text,
	`clock_in_at` integer NOT NULL,
	`clock_out_at` integer,
	`breaks` text NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `timecard_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `timecards_open` ON `timecards` (`tenant_id`,`employee_id`) WHERE clock_out_at IS NULL;--> statement-breakpoint
ALTER TABLE `packages` ADD `valid_from` integer;--> statement-breakpoint
ALTER TABLE `packages` ADD `valid_to` integer;--> statement-breakpoint
ALTER TABLE `packages` ADD `same_business_day` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `packages` ADD `weekdays` text;--> statement-breakpoint
ALTER TABLE `packages` ADD `reentry` text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE `devices` ADD `revoked_at` integer;--> statement-breakpoint
ALTER TABLE `sales` ADD `customer_id` text;--> statement-breakpoint
ALTER TABLE `sales` ADD `offline` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `sales` ADD `received_at` integer;--> statement-breakpoint
ALTER TABLE `sales` ADD `device_at` integer;--> statement-breakpoint
ALTER TABLE `sales` ADD `late` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `sales` ADD `price_mismatch` text;--> statement-breakpoint
CREATE INDEX `sales_customer` ON `sales` (`tenant_id`,`customer_id`,`sale_id`) WHERE customer_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `drawer_entries` ADD `reason` text;--> statement-breakpoint
ALTER TABLE `drawer_entries` ADD `actor_id` text;--> statement-breakpoint
ALTER TABLE `tenants` ADD `clock_offset_s` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `approver_id` text;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `direction` text DEFAULT 'entry' NOT NULL;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `party` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `device_at` integer;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `offline` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `admitted_offline` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `unbound` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `annulled_at` integer;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `annulled_by` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `lasting` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `replaces` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `replaced_by` text;--> statement-breakpoint
CREATE INDEX `tickets_lasting` ON `tickets` (`tenant_id`,`store_id`,`valid_to`) WHERE lasting = 1;