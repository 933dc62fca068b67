CREATE TABLE `audits` (
	`tenant_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`at` integer NOT NULL,
	`event` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`approver_id` text,
	`device_id` text,
	`store_id` text,
	`ip` text,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`changes` text NOT NULL,
	`request_id` text NOT NULL,
	`canonical_version` integer DEFAULT 1 NOT NULL,
	`prev_hash` text,
	`hash` text,
	PRIMARY KEY(`tenant_id`, `sequence`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `outbox` (
	`tenant_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`store_id` text,
	`at` integer NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `sequence`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `outbox_cursors` (
	`tenant_id` text NOT NULL,
	`consumer` text NOT NULL,
	`sequence` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `consumer`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `replies` (
	`tenant_id` text NOT NULL,
	`caller_id` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`status` integer NOT NULL,
	`body` text NOT NULL,
	`sealed` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `caller_id`, `idempotency_key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `approval_uses` (
	`tenant_id` text NOT NULL,
	`approval_id` text NOT NULL,
	`subject_id` text NOT NULL,
	`used_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `approval_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `approvals` (
	`tenant_id` text NOT NULL,
	`approval_id` text NOT NULL,
	`store_id` text NOT NULL,
	`action` text NOT NULL,
	`subject_id` text,
	`amount` integer,
	`requester_id` text NOT NULL,
	`approver_id` text NOT NULL,
	`approval_token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `approval_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `reason_codes` (
	`tenant_id` text NOT NULL,
	`reason_code` text NOT NULL,
	`label_en` text NOT NULL,
	`label_th` text NOT NULL,
	`actions` text NOT NULL,
	`active` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `reason_code`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `package_zones` (
	`tenant_id` text NOT NULL,
	`package_id` text NOT NULL,
	`zone_id` text NOT NULL,
	`credits` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `package_id`, `zone_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `packages` (
	`tenant_id` text NOT NULL,
	`package_id` text NOT NULL,
	`store_id` text,
	`name` text NOT NULL,
	`name_th` text NOT NULL,
	`type` text NOT NULL,
	`price` integer NOT NULL,
	`tax_id` text,
	`quota_or_minutes` integer NOT NULL,
	`valid_for_days` integer,
	`anti_passback_s` integer NOT NULL,
	`allowed_device_ids` text,
	`visible_on` text NOT NULL,
	`parts` text NOT NULL,
	`active` integer NOT NULL,
	`active_from` integer,
	`active_to` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `package_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `zones` (
	`tenant_id` text NOT NULL,
	`zone_id` text NOT NULL,
	`store_id` text NOT NULL,
	`name` text NOT NULL,
	`name_th` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `zone_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `zones_store` ON `zones` (`tenant_id`,`store_id`);--> statement-breakpoint
CREATE TABLE `devices` (
	`tenant_id` text NOT NULL,
	`device_id` text NOT NULL,
	`store_id` text NOT NULL,
	`pairing_id` text NOT NULL,
	`type` text NOT NULL,
	`name` text NOT NULL,
	`status` text NOT NULL,
	`caps` text NOT NULL,
	`zone_id` text,
	`receipt_prefix` text NOT NULL,
	`device_token_hash` text NOT NULL,
	`epoch` integer NOT NULL,
	`app_version` text,
	`hardware` text,
	`registered_at` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `device_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `devices_pairing` ON `devices` (`tenant_id`,`pairing_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `devices_receipt_prefix` ON `devices` (`tenant_id`,`store_id`,`receipt_prefix`);--> statement-breakpoint
CREATE TABLE `pairing_logs` (
	`tenant_id` text NOT NULL,
	`pairing_log_id` text NOT NULL,
	`pairing_id` text NOT NULL,
	`at` integer NOT NULL,
	`ip` text,
	`device_name` text NOT NULL,
	`result` text NOT NULL,
	`device_id` text,
	PRIMARY KEY(`tenant_id`, `pairing_log_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `pairing_logs_pairing` ON `pairing_logs` (`tenant_id`,`pairing_id`);--> statement-breakpoint
CREATE TABLE `pairings` (
	`tenant_id` text NOT NULL,
	`pairing_id` text NOT NULL,
	`store_id` text NOT NULL,
	`type` text NOT NULL,
	`name` text,
	`caps` text NOT NULL,
	`zone_id` text,
	`require_approval` integer NOT NULL,
	`site_key_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	PRIMARY KEY(`tenant_id`, `pairing_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `employees` (
	`tenant_id` text NOT NULL,
	`employee_id` text NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`pin_hash` text NOT NULL,
	`status` text NOT NULL,
	`epoch` integer NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `employee_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `login_emails` (
	`email` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`employee_id` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `memberships` (
	`tenant_id` text NOT NULL,
	`employee_id` text NOT NULL,
	`store_id` text NOT NULL,
	`roles` text NOT NULL,
	`active` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `employee_id`, `store_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `roles` (
	`tenant_id` text NOT NULL,
	`role` text NOT NULL,
	`permissions` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `role`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `payment_types` (
	`tenant_id` text NOT NULL,
	`method` text NOT NULL,
	`label_en` text NOT NULL,
	`label_th` text NOT NULL,
	`position` integer NOT NULL,
	`active` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `method`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `payments` (
	`tenant_id` text NOT NULL,
	`sale_id` text NOT NULL,
	`payment_no` integer NOT NULL,
	`method` text NOT NULL,
	`amount` integer NOT NULL,
	`amount_tendered` integer NOT NULL,
	`reference` text,
	`paid_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `sale_id`, `payment_no`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `discounts` (
	`tenant_id` text NOT NULL,
	`discount_id` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`value` integer NOT NULL,
	`active` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `discount_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `taxes` (
	`tenant_id` text NOT NULL,
	`tax_id` text NOT NULL,
	`name` text NOT NULL,
	`rate_bps` integer NOT NULL,
	`mode` text NOT NULL,
	`is_default` integer NOT NULL,
	`active` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `tax_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sales` (
	`tenant_id` text NOT NULL,
	`sale_id` text NOT NULL,
	`store_id` text NOT NULL,
	`device_id` text NOT NULL,
	`cashier_id` text NOT NULL,
	`shift_id` text,
	`receipt_prefix` text NOT NULL,
	`receipt_seq` integer NOT NULL,
	`lines` text NOT NULL,
	`subtotal` integer NOT NULL,
	`discount_total` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`rounding` integer NOT NULL,
	`grand_total` integer NOT NULL,
	`amount_tendered` integer NOT NULL,
	`change` integer NOT NULL,
	`approver_id` text,
	`note` text,
	`fingerprint` text NOT NULL,
	`sold_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `sale_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `sales_receipt` ON `sales` (`tenant_id`,`store_id`,`receipt_prefix`,`receipt_seq`);--> statement-breakpoint
CREATE TABLE `feature_flags` (
	`tenant_id` text NOT NULL,
	`flag` text NOT NULL,
	`enabled` integer NOT NULL,
	`description` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `flag`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `drawer_entries` (
	`tenant_id` text NOT NULL,
	`shift_id` text NOT NULL,
	`entry_id` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`total` integer NOT NULL,
	`cash` integer NOT NULL,
	`gross` integer NOT NULL,
	`discount_total` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`by_method` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `shift_id`, `entry_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `shifts` (
	`tenant_id` text NOT NULL,
	`shift_id` text NOT NULL,
	`store_id` text NOT NULL,
	`device_id` text NOT NULL,
	`opened_by` text NOT NULL,
	`opened_at` integer NOT NULL,
	`cash_open` integer NOT NULL,
	`closed_by` text,
	`closed_at` integer,
	`cash_expected` integer,
	`cash_counted` integer,
	`cash_diff` integer,
	`note` text,
	`entries_count` integer,
	`totals` text,
	PRIMARY KEY(`tenant_id`, `shift_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `shifts_open_drawer` ON `shifts` (`tenant_id`,`device_id`) WHERE closed_at IS NULL;--> statement-breakpoint
CREATE TABLE `stores` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`name` text NOT NULL,
	`time_zone` text DEFAULT 'Asia/Bangkok' NOT NULL,
	`cutoff_hour` integer DEFAULT 0 NOT NULL,
	`currency` text DEFAULT 'THB' NOT NULL,
	`require_open_shift` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `store_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `tenants` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`mode` text NOT NULL,
	`ticket_key_version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `redemptions` (
	`tenant_id` text NOT NULL,
	`redemption_id` text NOT NULL,
	`scan_id` text NOT NULL,
	`ticket_id` text,
	`store_id` text NOT NULL,
	`device_id` text NOT NULL,
	`device_name` text NOT NULL,
	`employee_id` text,
	`zone_id` text,
	`zone` text,
	`code_hash` text NOT NULL,
	`result` text NOT NULL,
	`reason` text,
	`remaining` integer NOT NULL,
	`unit` text NOT NULL,
	`forced` integer NOT NULL,
	`happened_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `redemption_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `redemptions_ticket` ON `redemptions` (`tenant_id`,`ticket_id`);--> statement-breakpoint
CREATE INDEX `redemptions_store` ON `redemptions` (`tenant_id`,`store_id`,`happened_at`);--> statement-breakpoint
CREATE TABLE `tickets` (
	`tenant_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`store_id` text NOT NULL,
	`sale_id` text NOT NULL,
	`line_no` integer NOT NULL,
	`package_id` text NOT NULL,
	`short_code` text NOT NULL,
	`key_version` integer NOT NULL,
	`type` text NOT NULL,
	`quota_or_minutes` integer NOT NULL,
	`valid_from` integer NOT NULL,
	`valid_to` integer,
	`terms` text NOT NULL,
	`price` integer NOT NULL,
	`lot_no` text,
	`issued_by` text NOT NULL,
	`issued_at` integer NOT NULL,
	`printed_count` integer NOT NULL,
	`status` text NOT NULL,
	`used` integer NOT NULL,
	`first_pass` text,
	`last_pass_at` integer,
	`projected_sequence` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `ticket_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_short_code` ON `tickets` (`tenant_id`,`short_code`);