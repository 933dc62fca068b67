-- Every table with its indexes, by the module that owns it; kept in the order of its key, so that a row is one row written.
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
CREATE INDEX `audits_subject` ON `audits` (`tenant_id`,`subject_kind`,`subject_id`,`sequence`) WHERE hash IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `audits_access` ON `audits` (`tenant_id`,`sequence`) WHERE subject_kind = 'employee';
--> statement-breakpoint
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
	`assigned` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `caller_id`, `idempotency_key`)
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
	`cart` text,
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
CREATE INDEX `approval_requests_pending` ON `approval_requests` (`tenant_id`,`store_id`,`expires_at`) WHERE status = 'pending';
--> statement-breakpoint
CREATE TABLE `approval_requirements` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`action` text NOT NULL,
	`approval` text NOT NULL,
	`above_amount` integer,
	`reason_required` integer NOT NULL,
	`stands` integer DEFAULT true NOT NULL,
	`next` text,
	`next_from` integer,
	`next_by` text,
	`version` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`tenant_id`, `store_id`, `action`)
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
	`cart` text,
	`requester_id` text NOT NULL,
	`approver_id` text NOT NULL,
	`approver_epoch` integer DEFAULT 0 NOT NULL,
	`approval_token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `approval_id`)
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
CREATE UNIQUE INDEX `backups_by_hand` ON `backups` (`tenant_id`) WHERE status = 'running' AND started_by <> 'system';
--> statement-breakpoint
CREATE UNIQUE INDEX `backups_by_schedule` ON `backups` (`tenant_id`) WHERE status = 'running' AND started_by = 'system';
--> statement-breakpoint
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
CREATE UNIQUE INDEX `restores_open` ON `restores` (`tenant_id`) WHERE finished_at IS NULL;
--> statement-breakpoint
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
	`open_price` integer DEFAULT false NOT NULL,
	`min_price` integer,
	`max_price` integer,
	`tax_id` text,
	`quota_or_minutes` integer NOT NULL,
	`valid_for_days` integer,
	`valid_from` integer,
	`valid_to` integer,
	`same_business_day` integer DEFAULT false NOT NULL,
	`weekdays` text,
	`reentry` text DEFAULT 'none' NOT NULL,
	`uses_per_day` integer,
	`max_days` integer,
	`tolerance_before_min` integer DEFAULT 0 NOT NULL,
	`tolerance_after_min` integer DEFAULT 0 NOT NULL,
	`attention` text,
	`min_height_cm` integer,
	`max_height_cm` integer,
	`min_age_years` integer,
	`max_age_years` integer,
	`questions` text DEFAULT '[]' NOT NULL,
	`anti_passback_s` integer NOT NULL,
	`allowed_device_ids` text,
	`visible_on` text NOT NULL,
	`parts` text NOT NULL,
	`active` integer NOT NULL,
	`active_from` integer,
	`active_to` integer,
	`category_id` text,
	`image_url` text,
	`position` integer DEFAULT 0 NOT NULL,
	`capacity` integer,
	`slot_minutes` integer,
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
	`active` integer DEFAULT true NOT NULL,
	`max_people` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `zone_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `zones_store` ON `zones` (`tenant_id`,`store_id`);
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
	`satang_per_point` integer,
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
CREATE TABLE `customers` (
	`tenant_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`name` text NOT NULL,
	`phone` text,
	`email` text,
	`note` text,
	`active` integer DEFAULT true NOT NULL,
	`merged_into` text,
	`created_at` integer NOT NULL,
	`spend_total` integer DEFAULT 0 NOT NULL,
	`visits_count` integer DEFAULT 0 NOT NULL,
	`points` integer DEFAULT 0 NOT NULL,
	`last_visit_at` integer,
	`erased_at` integer,
	`keys_due` integer DEFAULT true NOT NULL,
	PRIMARY KEY(`tenant_id`, `customer_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `customers_phone` ON `customers` (`tenant_id`,`phone`) WHERE phone IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `customers_email` ON `customers` (`tenant_id`,`email`) WHERE email IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `customers_keys_due` ON `customers` (`tenant_id`) WHERE keys_due = 1;
--> statement-breakpoint
CREATE INDEX `customers_spend` ON `customers` (`tenant_id`,`spend_total`) WHERE spend_total > 0;
--> statement-breakpoint
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
	`zone_history` text DEFAULT '[]' NOT NULL,
	`receipt_prefix` text NOT NULL,
	`device_token_hash` text NOT NULL,
	`epoch` integer NOT NULL,
	`app_version` text,
	`hardware` text,
	`notes` text,
	`registered_at` integer NOT NULL,
	`revoked_at` integer,
	`version` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `device_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `devices_pairing` ON `devices` (`tenant_id`,`pairing_id`);
--> statement-breakpoint
CREATE UNIQUE INDEX `devices_receipt_prefix` ON `devices` (`tenant_id`,`store_id`,`receipt_prefix`);
--> statement-breakpoint
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
CREATE INDEX `pairing_logs_pairing` ON `pairing_logs` (`tenant_id`,`pairing_id`);
--> statement-breakpoint
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
CREATE UNIQUE INDEX `employees_email` ON `employees` (`tenant_id`,`email`);
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
CREATE TABLE `roles` (
	`tenant_id` text NOT NULL,
	`role` text NOT NULL,
	`permissions` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`tenant_id`, `role`)
) WITHOUT ROWID;
--> statement-breakpoint
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
CREATE INDEX `open_tickets_store` ON `open_tickets` (`tenant_id`,`store_id`,`open_ticket_id`) WHERE status = 'open';
--> statement-breakpoint
CREATE INDEX `open_tickets_expiry` ON `open_tickets` (`tenant_id`,`expires_at`) WHERE status = 'open';
--> statement-breakpoint
CREATE TABLE `payment_types` (
	`tenant_id` text NOT NULL,
	`method` text NOT NULL,
	`label_en` text NOT NULL,
	`label_th` text NOT NULL,
	`position` integer NOT NULL,
	`kind` text DEFAULT 'tender' NOT NULL,
	`surcharge_bps` integer DEFAULT 0 NOT NULL,
	`surcharge_amount` integer DEFAULT 0 NOT NULL,
	`requires_reference` integer DEFAULT false NOT NULL,
	`unique_reference` text DEFAULT 'none' NOT NULL,
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
	`status` text DEFAULT 'captured' NOT NULL,
	`surcharge` integer DEFAULT 0 NOT NULL,
	`surcharge_tax_total` integer,
	`surcharge_rate_bps` integer,
	`settled` integer DEFAULT 0 NOT NULL,
	`refunded` integer DEFAULT 0 NOT NULL,
	`surcharge_refunded` integer DEFAULT 0 NOT NULL,
	`settles_no` integer,
	`store_id` text,
	`device_id` text,
	`actor_id` text,
	`shift_id` text,
	`reference_key` text,
	`reference_scope` text,
	PRIMARY KEY(`tenant_id`, `sale_id`, `payment_no`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `payments_reference` ON `payments` (`tenant_id`,`reference_key`,`reference_scope`) WHERE reference_key IS NOT NULL;
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
CREATE INDEX `pricing_rules_standing` ON `pricing_rules` (`tenant_id`,`store_id`) WHERE active = 1 AND code IS NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX `pricing_rules_code` ON `pricing_rules` (`tenant_id`,`code`) WHERE code IS NOT NULL AND active = 1;
--> statement-breakpoint
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
CREATE UNIQUE INDEX `taxes_default` ON `taxes` (`tenant_id`) WHERE is_default = 1 AND active = 1;
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
	`code_table` integer DEFAULT 21 NOT NULL,
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
	`taxes` text,
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
	`slip_prefix` text DEFAULT 'R' NOT NULL,
	`slip_seq` integer,
	PRIMARY KEY(`tenant_id`, `refund_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_request` ON `refunds` (`tenant_id`,`caller_id`,`idempotency_key`);
--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_slip` ON `refunds` (`tenant_id`,`store_id`,`slip_prefix`,`slip_seq`) WHERE slip_seq IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `refunds_sale` ON `refunds` (`tenant_id`,`sale_id`);
--> statement-breakpoint
CREATE INDEX `refunds_pending` ON `refunds` (`tenant_id`,`created_at`) WHERE status = 'pending';
--> statement-breakpoint
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
CREATE INDEX `reprints_ticket` ON `reprints` (`tenant_id`,`ticket_id`);
--> statement-breakpoint
CREATE TABLE `sale_spans` (
	`tenant_id` text NOT NULL,
	`holder_id` text NOT NULL,
	`sold_span` integer NOT NULL,
	`id_span` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `holder_id`, `sold_span`, `id_span`)
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
	`receipt_copy` integer DEFAULT 1 NOT NULL,
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
	`customer_id` text,
	`offline` integer DEFAULT false NOT NULL,
	`received_at` integer,
	`device_at` integer,
	`late` integer DEFAULT false NOT NULL,
	`surcharge_total` integer DEFAULT 0 NOT NULL,
	`surcharge_tax_total` integer DEFAULT 0 NOT NULL,
	`surcharge_rate_bps` integer,
	`promo_codes` text,
	`not_applied` text,
	`open_ticket_id` text,
	`voided_at` integer,
	`voided_by` text,
	`void_id` text,
	`void_reason_code` text,
	`refunded_total` integer DEFAULT 0 NOT NULL,
	`price_mismatch` text,
	`held_at` integer,
	`released_at` integer,
	`released_by` text,
	PRIMARY KEY(`tenant_id`, `sale_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `sales_customer` ON `sales` (`tenant_id`,`customer_id`,`sale_id`) WHERE customer_id IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX `sales_receipt` ON `sales` (`tenant_id`,`store_id`,`receipt_prefix`,`receipt_seq`,`receipt_copy`);
--> statement-breakpoint
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
CREATE TABLE `feature_flags` (
	`tenant_id` text NOT NULL,
	`flag` text NOT NULL,
	`enabled` integer NOT NULL,
	`description` text NOT NULL,
	`conditions` text,
	`updated_at` integer,
	PRIMARY KEY(`tenant_id`, `flag`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `settings` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	`next_value` text,
	`next_from` integer,
	`next_by` text,
	`version` integer DEFAULT 1 NOT NULL,
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
	`audit_head` text,
	PRIMARY KEY(`tenant_id`, `store_id`, `business_date`)
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
	`rounding` integer DEFAULT 0 NOT NULL,
	`surcharge_total` integer DEFAULT 0 NOT NULL,
	`taxes` text,
	`reason` text,
	`actor_id` text,
	`approver_id` text,
	`subject_id` text,
	PRIMARY KEY(`tenant_id`, `shift_id`, `entry_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `late_entries` (
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
	`rounding` integer DEFAULT 0 NOT NULL,
	`surcharge_total` integer DEFAULT 0 NOT NULL,
	`taxes` text,
	`reason` text,
	`actor_id` text,
	`approver_id` text,
	`subject_id` text,
	`received_at` integer NOT NULL,
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
	`cash_open_expected` integer,
	`denominations` text,
	`cash_left` integer,
	`open_tickets` text,
	`business_date` text,
	`unattended` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`tenant_id`, `shift_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `shifts_unattended` ON `shifts` (`tenant_id`,`device_id`,`business_date`) WHERE unattended = 1;
--> statement-breakpoint
CREATE INDEX `shifts_business_date` ON `shifts` (`tenant_id`,`store_id`,`business_date`);
--> statement-breakpoint
CREATE UNIQUE INDEX `shifts_open_drawer` ON `shifts` (`tenant_id`,`device_id`) WHERE closed_at IS NULL;
--> statement-breakpoint
CREATE TABLE `stores` (
	`tenant_id` text NOT NULL,
	`store_id` text NOT NULL,
	`name` text NOT NULL,
	`time_zone` text DEFAULT 'Asia/Bangkok' NOT NULL,
	`cutoff_hour` integer DEFAULT 0 NOT NULL,
	`currency` text DEFAULT 'THB' NOT NULL,
	`require_open_shift` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`active` integer DEFAULT true NOT NULL,
	`address` text,
	`phone` text,
	`country` text DEFAULT 'TH' NOT NULL,
	`opening_hours` text,
	`supported_tenders` text,
	PRIMARY KEY(`tenant_id`, `store_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `tenants` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`mode` text NOT NULL,
	`ticket_key_version` integer DEFAULT 1 NOT NULL,
	`clock_offset_s` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`kind` text DEFAULT 'park' NOT NULL,
	`legal_name` text,
	`billing_plan` text DEFAULT 'standard' NOT NULL,
	`time_zone` text DEFAULT 'Asia/Bangkok' NOT NULL,
	`currency` text DEFAULT 'THB' NOT NULL,
	`status` text DEFAULT 'active' NOT NULL,
	`maintenance_from` integer,
	`maintenance_until` integer,
	`maintenance_note` text,
	`maintenance_by` text,
	`closed_at` integer,
	`purge_at` integer,
	`version` integer DEFAULT 1 NOT NULL
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
	PRIMARY KEY(`tenant_id`, `conflict_id`, `ticket_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `lots` (
	`tenant_id` text NOT NULL,
	`lot_id` text NOT NULL,
	`store_id` text NOT NULL,
	`device_id` text NOT NULL,
	`key_version` integer NOT NULL,
	`count` integer NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`expires_at` integer NOT NULL,
	`package_ids` text,
	`withdrawn_at` integer,
	`withdrawn_by` text,
	PRIMARY KEY(`tenant_id`, `lot_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `lots_store` ON `lots` (`tenant_id`,`store_id`,`device_id`,`expires_at`);
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
	`approver_id` text,
	`direction` text DEFAULT 'entry' NOT NULL,
	`party` integer DEFAULT 1 NOT NULL,
	`happened_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`device_at` integer,
	`offline` integer DEFAULT false NOT NULL,
	`admitted_offline` integer DEFAULT false NOT NULL,
	`unbound` integer DEFAULT false NOT NULL,
	`annulled_at` integer,
	`annulled_by` text,
	`count` integer DEFAULT 1 NOT NULL,
	`last_at` integer,
	`doubts` text,
	`answers` text,
	PRIMARY KEY(`tenant_id`, `redemption_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `redemptions_ticket` ON `redemptions` (`tenant_id`,`ticket_id`);
--> statement-breakpoint
CREATE INDEX `redemptions_store` ON `redemptions` (`tenant_id`,`store_id`,`happened_at`);
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
CREATE TABLE `ticket_terms` (
	`tenant_id` text NOT NULL,
	`terms_id` text NOT NULL,
	`terms` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `terms_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `tickets` (
	`tenant_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`store_id` text NOT NULL,
	`sale_id` text NOT NULL,
	`line_no` integer NOT NULL,
	`package_id` text NOT NULL,
	`short_code_hash` text NOT NULL,
	`short_code_no` integer DEFAULT 0 NOT NULL,
	`key_version` integer NOT NULL,
	`type` text NOT NULL,
	`quota_or_minutes` integer NOT NULL,
	`valid_from` integer NOT NULL,
	`valid_to` integer,
	`terms` text NOT NULL,
	`terms_id` text,
	`price` integer NOT NULL,
	`lot_no` text,
	`issued_by` text NOT NULL,
	`issued_at` integer NOT NULL,
	`printed_count` integer NOT NULL,
	`status` text NOT NULL,
	`used` integer NOT NULL,
	`first_pass` text,
	`last_pass_at` integer,
	`presence` text,
	`places_refunded` text,
	`days` text,
	`projected_sequence` integer NOT NULL,
	`lasting` integer DEFAULT false NOT NULL,
	`replaces` text,
	`replaced_by` text,
	PRIMARY KEY(`tenant_id`, `ticket_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_short_code_hash` ON `tickets` (`tenant_id`,`short_code_hash`);
--> statement-breakpoint
CREATE INDEX `tickets_lasting` ON `tickets` (`tenant_id`,`store_id`,`valid_to`) WHERE lasting = 1;
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
	`corrected_by` text,
	`corrected_at` integer,
	`correction_reason` text,
	`handed_in` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`tenant_id`, `timecard_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `timecards_employee` ON `timecards` (`tenant_id`,`employee_id`,`clock_in_at`);
--> statement-breakpoint
CREATE UNIQUE INDEX `timecards_open` ON `timecards` (`tenant_id`,`employee_id`) WHERE clock_out_at IS NULL;
--> statement-breakpoint
CREATE TABLE `usage_counters` (
	`tenant_id` text NOT NULL,
	`month` text NOT NULL,
	`route` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `month`, `route`)
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
