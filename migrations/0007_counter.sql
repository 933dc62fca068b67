CREATE TABLE `categories` (
	`tenant_id` text NOT NULL,
	`category_id` text NOT NULL,
	`store_id` text,
	`name` text NOT NULL,
	`name_th` text NOT NULL,
	`position` integer NOT NULL,
	`color` text,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `category_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `package_slots` (
	`tenant_id` text NOT NULL,
	`package_id` text NOT NULL,
	`store_id` text NOT NULL,
	`slot_start` integer NOT NULL,
	`capacity` integer NOT NULL,
	`capacity_set` integer DEFAULT false NOT NULL,
	`sold` integer DEFAULT 0 NOT NULL,
	`oversold` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`tenant_id`, `package_id`, `store_id`, `slot_start`),
	CONSTRAINT "package_slots_capacity" CHECK(sold <= capacity),
	CONSTRAINT "package_slots_sold" CHECK(sold >= 0 AND oversold >= 0)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `customer_entries` (
	`tenant_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`entry_id` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`sale_id` text,
	`spend` integer NOT NULL,
	`visits` integer NOT NULL,
	`points` integer NOT NULL,
	`reason` text,
	`actor_id` text,
	PRIMARY KEY(`tenant_id`, `customer_id`, `entry_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `customer_grams` (
	`tenant_id` text NOT NULL,
	`gram` text NOT NULL,
	`customer_id` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `gram`, `customer_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `open_tickets` (
	`tenant_id` text NOT NULL,
	`open_ticket_id` text NOT NULL,
	`store_id` text NOT NULL,
	`device_id` text,
	`created_by` text NOT NULL,
	`name` text,
	`items` text NOT NULL,
	`promo_codes` text NOT NULL,
	`customer_id` text,
	`note` text,
	`grand_total` integer NOT NULL,
	`status` text NOT NULL,
	`version` integer NOT NULL,
	`sale_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `open_ticket_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `open_tickets_store` ON `open_tickets` (`tenant_id`,`store_id`,`open_ticket_id`) WHERE status = 'open';--> statement-breakpoint
CREATE INDEX `open_tickets_expiry` ON `open_tickets` (`tenant_id`,`expires_at`) WHERE status = 'open';--> statement-breakpoint
CREATE TABLE `price_list_items` (
	`tenant_id` text NOT NULL,
	`price_list_id` text NOT NULL,
	`package_id` text NOT NULL,
	`price` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `price_list_id`, `package_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `price_lists` (
	`tenant_id` text NOT NULL,
	`price_list_id` text NOT NULL,
	`name` text NOT NULL,
	`store_id` text,
	`device_ids` text,
	`active_from` integer,
	`active_to` integer,
	`priority` integer NOT NULL,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `price_list_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `pricing_revisions` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `pricing_rules` (
	`tenant_id` text NOT NULL,
	`rule_id` text NOT NULL,
	`store_id` text,
	`name` text NOT NULL,
	`name_th` text NOT NULL,
	`kind` text NOT NULL,
	`params` text NOT NULL,
	`code` text,
	`priority` integer NOT NULL,
	`stackable` integer NOT NULL,
	`package_ids` text,
	`zone_ids` text,
	`min_qty` integer,
	`min_amount` integer,
	`active_from` integer,
	`active_to` integer,
	`weekdays` text,
	`clock_from` text,
	`clock_to` text,
	`max_discount` integer,
	`max_uses` integer,
	`max_uses_per_day` integer,
	`max_uses_per_customer` integer,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `rule_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `pricing_rules_standing` ON `pricing_rules` (`tenant_id`,`store_id`) WHERE active = 1 AND code IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `pricing_rules_code` ON `pricing_rules` (`tenant_id`,`code`) WHERE code IS NOT NULL AND active = 1;--> statement-breakpoint
CREATE TABLE `rule_uses` (
	`tenant_id` text NOT NULL,
	`rule_id` text NOT NULL,
	`bucket` text NOT NULL,
	`used` integer NOT NULL,
	`cap` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `rule_id`, `bucket`),
	CONSTRAINT "rule_uses_cap" CHECK(used <= cap)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `printer_devices` (
	`tenant_id` text NOT NULL,
	`device_id` text NOT NULL,
	`role` text NOT NULL,
	`printer_id` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `device_id`, `role`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `printers` (
	`tenant_id` text NOT NULL,
	`printer_id` text NOT NULL,
	`store_id` text NOT NULL,
	`name` text NOT NULL,
	`paper_width_mm` integer NOT NULL,
	`encoding` text NOT NULL,
	`address` text,
	`cuts_paper` integer NOT NULL,
	`kicks_drawer` integer NOT NULL,
	`receipt_template_id` text,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `printer_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `receipt_prints` (
	`tenant_id` text NOT NULL,
	`sale_id` text NOT NULL,
	`print_no` integer NOT NULL,
	`printer_id` text,
	`device_id` text,
	`printed_by` text NOT NULL,
	`printed_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `sale_id`, `print_no`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `receipt_templates` (
	`tenant_id` text NOT NULL,
	`receipt_template_id` text NOT NULL,
	`store_id` text,
	`name` text NOT NULL,
	`paper_width_mm` integer NOT NULL,
	`header_lines` text NOT NULL,
	`footer_lines` text NOT NULL,
	`logo_url` text,
	`blocks` text NOT NULL,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `receipt_template_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `settings` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `store_id`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `day_closes` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`business_date` text NOT NULL,
	`closed_by` text NOT NULL,
	`closed_at` integer NOT NULL,
	`shift_ids` text NOT NULL,
	`totals` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `store_id`, `business_date`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `packages` ADD `category_id` text;--> statement-breakpoint
ALTER TABLE `packages` ADD `image_url` text;--> statement-breakpoint
ALTER TABLE `packages` ADD `position` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `packages` ADD `capacity` integer;--> statement-breakpoint
ALTER TABLE `packages` ADD `slot_minutes` integer;--> statement-breakpoint
ALTER TABLE `zones` ADD `active` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `customers` ADD `note` text;--> statement-breakpoint
ALTER TABLE `customers` ADD `active` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `customers` ADD `merged_into` text;--> statement-breakpoint
ALTER TABLE `customers` ADD `spend_total` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `customers` ADD `visits_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `customers` ADD `points` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `customers` ADD `last_visit_at` integer;--> statement-breakpoint
CREATE INDEX `customers_email` ON `customers` (`tenant_id`,`email`) WHERE email IS NOT NULL;--> statement-breakpoint
CREATE INDEX `customers_spend` ON `customers` (`tenant_id`,`spend_total`) WHERE spend_total > 0;--> statement-breakpoint
ALTER TABLE `payment_types` ADD `kind` text DEFAULT 'tender' NOT NULL;--> statement-breakpoint
ALTER TABLE `payment_types` ADD `surcharge_bps` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `payment_types` ADD `surcharge_amount` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `payments` ADD `status` text DEFAULT 'captured' NOT NULL;--> statement-breakpoint
ALTER TABLE `payments` ADD `surcharge` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `payments` ADD `settled` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `payments` ADD `settles_no` integer;--> statement-breakpoint
ALTER TABLE `payments` ADD `store_id` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `device_id` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `actor_id` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `shift_id` text;--> statement-breakpoint
ALTER TABLE `sales` ADD `surcharge_total` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales` ADD `surcharge_tax_total` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales` ADD `promo_codes` text;--> statement-breakpoint
ALTER TABLE `sales` ADD `open_ticket_id` text;--> statement-breakpoint
ALTER TABLE `sales` ADD `voided_at` integer;--> statement-breakpoint
ALTER TABLE `sales` ADD `voided_by` text;--> statement-breakpoint
ALTER TABLE `sales` ADD `void_id` text;--> statement-breakpoint
ALTER TABLE `sales` ADD `void_reason_code` text;--> statement-breakpoint
ALTER TABLE `feature_flags` ADD `conditions` text;--> statement-breakpoint
ALTER TABLE `feature_flags` ADD `updated_at` integer;--> statement-breakpoint
ALTER TABLE `drawer_entries` ADD `rounding` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `drawer_entries` ADD `surcharge_total` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `drawer_entries` ADD `approver_id` text;--> statement-breakpoint
ALTER TABLE `drawer_entries` ADD `subject_id` text;--> statement-breakpoint
ALTER TABLE `late_entries` ADD `rounding` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `late_entries` ADD `surcharge_total` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `late_entries` ADD `approver_id` text;--> statement-breakpoint
ALTER TABLE `late_entries` ADD `subject_id` text;--> statement-breakpoint
ALTER TABLE `shifts` ADD `cash_open_expected` integer;--> statement-breakpoint
ALTER TABLE `shifts` ADD `denominations` text;--> statement-breakpoint
ALTER TABLE `shifts` ADD `cash_left` integer;--> statement-breakpoint
ALTER TABLE `shifts` ADD `open_tickets` text;--> statement-breakpoint
ALTER TABLE `shifts` ADD `business_date` text;--> statement-breakpoint
CREATE INDEX `shifts_business_date` ON `shifts` (`tenant_id`,`store_id`,`business_date`);--> statement-breakpoint
ALTER TABLE `timecards` ADD `corrected_by` text;--> statement-breakpoint
ALTER TABLE `timecards` ADD `corrected_at` integer;--> statement-breakpoint
ALTER TABLE `timecards` ADD `correction_reason` text;--> statement-breakpoint
CREATE INDEX `timecards_employee` ON `timecards` (`tenant_id`,`employee_id`,`clock_in_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `taxes_default` ON `taxes` (`tenant_id`) WHERE is_default = 1 AND active = 1;
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
