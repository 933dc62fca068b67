-- The schema of the database after all migrations, by table: columns, indexes, triggers. Written by `npm run schema`.
-- To change it: tables.ts, then `npm run migrations -- <name>`; triggers in a file of `npm run migrations -- <name> --custom`.

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
CREATE TRIGGER alert_rules_most BEFORE INSERT ON alert_rules
WHEN (SELECT COUNT(*) FROM alert_rules WHERE tenant_id = NEW.tenant_id) >= 50
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_RULES');
END;

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
CREATE UNIQUE INDEX `alerts_unresolved` ON `alerts` (`tenant_id`,`type`,`subject_kind`,`subject_id`) WHERE status <> 'resolved';
CREATE INDEX `alerts_lasting` ON `alerts` (`tenant_id`,`type`,`alert_id`) WHERE cleared_at IS NULL;
CREATE INDEX `alerts_status` ON `alerts` (`tenant_id`,`status`,`alert_id`);
CREATE INDEX `alerts_store` ON `alerts` (`tenant_id`,`store_id`,`alert_id`);
CREATE TRIGGER alerts_version BEFORE UPDATE ON alerts
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
CREATE TRIGGER alerts_forward BEFORE UPDATE OF status ON alerts
WHEN (OLD.status = 'resolved' AND NEW.status <> 'resolved') OR (OLD.status = 'acknowledged' AND NEW.status = 'open')
BEGIN
  SELECT RAISE(ABORT, 'E_ALERT_BACK');
END;

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
CREATE INDEX `api_tokens_of_person` ON `api_tokens` (`tenant_id`,`employee_id`);
CREATE TRIGGER api_tokens_limit BEFORE INSERT ON api_tokens
WHEN (SELECT COUNT(*) FROM api_tokens k WHERE k.tenant_id = NEW.tenant_id AND k.employee_id IS NEW.employee_id
    AND k.employee_epoch IS NEW.employee_epoch AND k.revoked_at IS NULL AND k.expires_at > NEW.created_at)
  >= CASE NEW.kind WHEN 'personal' THEN 10 ELSE 50 END
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_TOKEN_LIMIT');
END;
CREATE TRIGGER api_tokens_ended BEFORE UPDATE OF revoked_at ON api_tokens
WHEN OLD.revoked_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_TOKEN_ENDED');
END;
CREATE TRIGGER api_tokens_fixed BEFORE UPDATE OF kind, employee_id, employee_epoch, permissions, store_ids, secret_hash,
  created_at, created_by, expires_at ON api_tokens
BEGIN
  SELECT RAISE(ABORT, 'E_TOKEN_FIXED');
END;

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
CREATE INDEX `approval_requests_pending` ON `approval_requests` (`tenant_id`,`store_id`,`expires_at`) WHERE status = 'pending';
CREATE TRIGGER approval_requests_decided_once BEFORE UPDATE ON approval_requests
WHEN OLD.status <> 'pending'
BEGIN
  SELECT RAISE(ABORT, 'E_APPROVAL_DECIDED');
END;

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
CREATE TRIGGER approval_requirements_version BEFORE UPDATE ON approval_requirements
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;

CREATE TABLE `approval_uses` (
  `tenant_id` text NOT NULL,
  `approval_id` text NOT NULL,
  `subject_id` text NOT NULL,
  `used_at` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `approval_id`)
) WITHOUT ROWID;

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

CREATE TABLE `approver_origins` (
  `tenant_id` text NOT NULL,
  `made_by` text NOT NULL,
  `employee_id` text NOT NULL,
  `at` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `made_by`, `employee_id`)
) WITHOUT ROWID;

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
CREATE TRIGGER audit_archives_in_order BEFORE INSERT ON audit_archives
WHEN (NEW.from_sequence IS NOT COALESCE((
    SELECT through_sequence FROM audit_archives WHERE tenant_id = NEW.tenant_id ORDER BY from_sequence DESC LIMIT 1), 0) + 1
  OR NOT EXISTS (
    SELECT 1 FROM audits WHERE tenant_id = NEW.tenant_id AND sequence = NEW.through_sequence AND hash = NEW.hash)
  OR NOT EXISTS (
    SELECT 1 FROM audits WHERE tenant_id = NEW.tenant_id AND sequence > NEW.through_sequence AND hash IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_ARCHIVE');
END;
CREATE TRIGGER audit_archives_final BEFORE UPDATE ON audit_archives
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;
CREATE TRIGGER audit_archives_kept BEFORE DELETE ON audit_archives
WHEN NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;

CREATE TABLE `audit_days` (
  `tenant_id` text NOT NULL,
  `date` text NOT NULL,
  `event` text NOT NULL,
  `count` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `date`, `event`)
) WITHOUT ROWID;

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
CREATE INDEX `audits_subject` ON `audits` (`tenant_id`,`subject_kind`,`subject_id`,`sequence`) WHERE hash IS NOT NULL;
CREATE INDEX `audits_access` ON `audits` (`tenant_id`,`sequence`) WHERE subject_kind = 'employee';
CREATE TRIGGER audits_hash_once BEFORE UPDATE ON audits
WHEN OLD.hash IS NOT NULL OR NEW.hash IS NULL OR NEW.prev_hash IS NULL
  OR NEW.tenant_id IS NOT OLD.tenant_id OR NEW.sequence IS NOT OLD.sequence OR NEW.at IS NOT OLD.at
  OR NEW.event IS NOT OLD.event OR NEW.actor_kind IS NOT OLD.actor_kind OR NEW.actor_id IS NOT OLD.actor_id
  OR NEW.approver_id IS NOT OLD.approver_id OR NEW.device_id IS NOT OLD.device_id
  OR NEW.store_id IS NOT OLD.store_id OR NEW.ip IS NOT OLD.ip OR NEW.subject_kind IS NOT OLD.subject_kind
  OR NEW.subject_id IS NOT OLD.subject_id OR NEW.changes IS NOT OLD.changes
  OR NEW.request_id IS NOT OLD.request_id OR NEW.canonical_version IS NOT OLD.canonical_version
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;
CREATE TRIGGER audits_no_delete BEFORE DELETE ON audits
WHEN OLD.sequence > COALESCE((
    SELECT through_sequence FROM audit_archives WHERE tenant_id = OLD.tenant_id ORDER BY from_sequence DESC LIMIT 1), 0)
  AND NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;
CREATE TRIGGER audits_in_order BEFORE INSERT ON audits
WHEN (NEW.hash IS NOT NULL OR NEW.sequence IS NOT (
  SELECT COALESCE(MAX(sequence), 0) + 1 FROM audits WHERE tenant_id = NEW.tenant_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;
CREATE TRIGGER audits_not_while_restored BEFORE INSERT ON audits
WHEN EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL AND writing = 0)
BEGIN
  SELECT RAISE(ABORT, 'E_TENANT_RESTORING');
END;

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
CREATE UNIQUE INDEX `backups_by_hand` ON `backups` (`tenant_id`) WHERE status = 'running' AND started_by <> 'system';
CREATE UNIQUE INDEX `backups_by_schedule` ON `backups` (`tenant_id`) WHERE status = 'running' AND started_by = 'system';
CREATE TRIGGER backups_version BEFORE UPDATE ON backups
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;

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
CREATE TRIGGER customer_entries_final BEFORE UPDATE ON customer_entries
BEGIN
  SELECT RAISE(ABORT, 'E_CUSTOMER_ENTRIES_FINAL');
END;
CREATE TRIGGER customer_entries_points BEFORE INSERT ON customer_entries
WHEN (NEW.kind = 'burn' AND COALESCE((
  SELECT points FROM customers WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.customer_id AND active = 1), 0) + NEW.points < 0)
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_POINTS_SHORT');
END;
CREATE TRIGGER customer_entries_sums AFTER INSERT ON customer_entries
WHEN NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  UPDATE customers SET spend_total = spend_total + NEW.spend, visits_count = visits_count + NEW.visits,
    points = points + NEW.points,
    last_visit_at = iif(NEW.visits > 0, MAX(COALESCE(last_visit_at, 0), NEW.at), last_visit_at)
  WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.customer_id;
END;

CREATE TABLE `customer_grams` (
  `tenant_id` text NOT NULL,
  `gram` text NOT NULL,
  `customer_id` text NOT NULL,
  PRIMARY KEY(`tenant_id`, `gram`, `customer_id`)
) WITHOUT ROWID;

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
CREATE INDEX `customers_phone` ON `customers` (`tenant_id`,`phone`) WHERE phone IS NOT NULL;
CREATE INDEX `customers_email` ON `customers` (`tenant_id`,`email`) WHERE email IS NOT NULL;
CREATE INDEX `customers_keys_due` ON `customers` (`tenant_id`) WHERE keys_due = 1;
CREATE INDEX `customers_spend` ON `customers` (`tenant_id`,`spend_total`) WHERE spend_total > 0;
CREATE TRIGGER customers_merged_uses AFTER UPDATE OF merged_into ON customers
WHEN NEW.merged_into IS NOT NULL AND OLD.merged_into IS NULL
BEGIN
  INSERT INTO rule_uses (tenant_id, rule_id, bucket, used, cap)
    SELECT tenant_id, rule_id, 'customer:' || NEW.merged_into, used, cap FROM rule_uses
    WHERE tenant_id = NEW.tenant_id AND bucket = 'customer:' || NEW.customer_id
      AND rule_id IN (SELECT rule_id FROM pricing_rules WHERE tenant_id = NEW.tenant_id)
    ON CONFLICT (tenant_id, rule_id, bucket)
      DO UPDATE SET used = used + excluded.used, cap = MAX(cap, used + excluded.used);
  DELETE FROM rule_uses
    WHERE tenant_id = NEW.tenant_id AND bucket = 'customer:' || NEW.customer_id
      AND rule_id IN (SELECT rule_id FROM pricing_rules WHERE tenant_id = NEW.tenant_id);
END;

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
CREATE TRIGGER day_closes_final BEFORE UPDATE ON day_closes
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_FINAL');
END;
CREATE TRIGGER day_closes_kept BEFORE DELETE ON day_closes
WHEN NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_FINAL');
END;
CREATE TRIGGER day_closes_drawers_closed BEFORE INSERT ON day_closes
WHEN (EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND store_id = NEW.store_id
    AND business_date = NEW.business_date AND closed_at IS NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_OPEN');
END;
CREATE TRIGGER day_closes_miss_nothing BEFORE INSERT ON day_closes
WHEN (json_array_length(NEW.shift_ids) IS NOT (
  SELECT COUNT(*) FROM shifts WHERE tenant_id = NEW.tenant_id AND store_id = NEW.store_id
    AND business_date = NEW.business_date))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_MISSED');
END;

CREATE TABLE `device_metrics_daily` (
  `tenant_id` text NOT NULL,
  `device_id` text NOT NULL,
  `date` text NOT NULL,
  `store_id` text NOT NULL,
  `beats` integer NOT NULL,
  `offline_ms` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `device_id`, `date`)
) WITHOUT ROWID;

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
CREATE UNIQUE INDEX `device_rehearsals_running` ON `device_rehearsals` (`tenant_id`,`device_id`) WHERE ended_at IS NULL;
CREATE TRIGGER device_rehearsals_at_once BEFORE INSERT ON device_rehearsals
WHEN (SELECT COUNT(*) FROM device_rehearsals
      WHERE tenant_id = NEW.tenant_id AND store_id = NEW.store_id AND ended_at IS NULL AND ends_at > NEW.started_at) >= 3
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_REHEARSAL_LIMIT');
END;
CREATE TRIGGER device_rehearsals_end_once BEFORE UPDATE ON device_rehearsals
WHEN OLD.ended_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_REHEARSAL_ENDED');
END;

CREATE TABLE `device_sessions` (
  `tenant_id` text NOT NULL,
  `employee_id` text NOT NULL,
  `device_id` text NOT NULL,
  `session_id` text NOT NULL,
  `opened_at` integer NOT NULL,
  `ended_at` integer,
  PRIMARY KEY(`tenant_id`, `employee_id`, `device_id`, `session_id`)
) WITHOUT ROWID;

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
CREATE UNIQUE INDEX `devices_pairing` ON `devices` (`tenant_id`,`pairing_id`);
CREATE UNIQUE INDEX `devices_receipt_prefix` ON `devices` (`tenant_id`,`store_id`,`receipt_prefix`);
CREATE TRIGGER devices_version BEFORE UPDATE ON devices
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
CREATE TRIGGER devices_zone BEFORE UPDATE OF zone_id ON devices
WHEN NEW.zone_id IS NOT NULL AND NEW.zone_id IS NOT OLD.zone_id AND NOT EXISTS (
  SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = NEW.zone_id AND store_id = NEW.store_id)
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
CREATE TRIGGER devices_need_sound_pairing BEFORE INSERT ON devices
WHEN (EXISTS (
  SELECT 1 FROM pairings
  WHERE tenant_id = NEW.tenant_id AND pairing_id = NEW.pairing_id AND revoked_at IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_PAIRING_REVOKED');
END;

CREATE TABLE `discounts` (
  `tenant_id` text NOT NULL,
  `discount_id` text NOT NULL,
  `name` text NOT NULL,
  `kind` text NOT NULL,
  `value` integer NOT NULL,
  `active` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `discount_id`)
) WITHOUT ROWID;

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
CREATE TRIGGER drawer_entries_final BEFORE UPDATE ON drawer_entries
BEGIN
  SELECT RAISE(ABORT, 'E_DRAWER_FINAL');
END;
CREATE TRIGGER drawer_entries_need_open_shift BEFORE INSERT ON drawer_entries
WHEN (NOT EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND shift_id = NEW.shift_id AND closed_at IS NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_CLOSED');
END;

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
CREATE TRIGGER employee_totps_version BEFORE UPDATE ON employee_totps
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;

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
CREATE UNIQUE INDEX `employees_email` ON `employees` (`tenant_id`,`email`);
CREATE TRIGGER employees_version BEFORE UPDATE ON employees
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
CREATE TRIGGER employees_keep_an_owner BEFORE UPDATE OF status ON employees
WHEN OLD.status = 'active' AND NEW.status <> 'active'
  AND EXISTS (
    SELECT 1 FROM memberships m, json_each(m.roles) r
    WHERE m.tenant_id = NEW.tenant_id AND m.employee_id = NEW.employee_id AND m.active = 1 AND r.value = 'owner')
  AND NOT EXISTS (
    SELECT 1 FROM employees e
    JOIN memberships m ON m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id AND m.active = 1, json_each(m.roles) r
    WHERE e.tenant_id = NEW.tenant_id AND e.employee_id <> NEW.employee_id AND e.status = 'active' AND r.value = 'owner')
BEGIN
  SELECT RAISE(ABORT, 'E_LAST_OWNER');
END;
CREATE TRIGGER employees_suspended_loosen_nothing AFTER UPDATE OF status ON employees
WHEN NEW.status = 'suspended' AND OLD.status IS NOT 'suspended'
BEGIN
  UPDATE settings SET next_value = NULL, next_from = NULL, next_by = NULL, version = version + 1
  WHERE tenant_id = NEW.tenant_id AND next_from > unixepoch('subsec') * 1000
    AND EXISTS (SELECT 1 FROM json_each(settings.next_by) WHERE value = NEW.employee_id);
  UPDATE approval_requirements SET next = NULL, next_from = NULL, next_by = NULL, version = version + 1
  WHERE tenant_id = NEW.tenant_id AND next_from > unixepoch('subsec') * 1000
    AND EXISTS (SELECT 1 FROM json_each(approval_requirements.next_by) WHERE value = NEW.employee_id);
END;
CREATE TRIGGER employees_pin_is_no_longer_waited_for AFTER UPDATE OF pin_hash ON employees
WHEN NEW.pin_hash <> OLD.pin_hash
BEGIN
  DELETE FROM pin_resets WHERE tenant_id = NEW.tenant_id AND employee_id = NEW.employee_id;
END;

CREATE TABLE `feature_flags` (
  `tenant_id` text NOT NULL,
  `flag` text NOT NULL,
  `enabled` integer NOT NULL,
  `description` text NOT NULL,
  `conditions` text,
  `updated_at` integer,
  PRIMARY KEY(`tenant_id`, `flag`)
) WITHOUT ROWID;

CREATE TABLE `foreign_codes` (
  `tenant_id` text NOT NULL,
  `code_hash` text NOT NULL,
  `ticket_id` text NOT NULL,
  `code_end` text NOT NULL,
  `digest` text NOT NULL,
  PRIMARY KEY(`tenant_id`, `code_hash`)
) WITHOUT ROWID;
CREATE UNIQUE INDEX `foreign_codes_ticket` ON `foreign_codes` (`tenant_id`,`ticket_id`);

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

CREATE TABLE `import_links` (
  `tenant_id` text NOT NULL,
  `kind` text NOT NULL,
  `source` text NOT NULL,
  `external_hash` text NOT NULL,
  `our_id` text NOT NULL,
  `digest` text NOT NULL,
  PRIMARY KEY(`tenant_id`, `kind`, `source`, `external_hash`)
) WITHOUT ROWID;

CREATE TABLE `imports` (
  `tenant_id` text NOT NULL,
  `import_id` text NOT NULL,
  `kind` text NOT NULL,
  `source` text NOT NULL,
  `store_id` text,
  `caller_store_id` text,
  `file_name` text NOT NULL,
  `status` text NOT NULL,
  `header` text NOT NULL,
  `mapping` text NOT NULL,
  `rows` integer NOT NULL,
  `pages` integer NOT NULL,
  `next_page` integer NOT NULL,
  `created` integer NOT NULL,
  `changed` integer NOT NULL,
  `unchanged` integer NOT NULL,
  `failed` integer NOT NULL,
  `unreadable` integer NOT NULL,
  `created_at` integer NOT NULL,
  `created_by` text NOT NULL,
  `started_at` integer,
  `ended_at` integer, `check_id` text, `tries` integer DEFAULT 0 NOT NULL, `failure` text, `kept_until` integer,
  PRIMARY KEY(`tenant_id`, `import_id`)
) WITHOUT ROWID;
CREATE INDEX `imports_open` ON `imports` (`tenant_id`,`created_by`) WHERE status IN ('draft', 'checked');
CREATE INDEX `imports_kept` ON `imports` (`tenant_id`,`kept_until`) WHERE kept_until IS NOT NULL;

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
CREATE TRIGGER late_entries_final BEFORE UPDATE ON late_entries
BEGIN
  SELECT RAISE(ABORT, 'E_DRAWER_FINAL');
END;
CREATE TRIGGER late_entries_need_closed_shift BEFORE INSERT ON late_entries
WHEN (NOT EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND shift_id = NEW.shift_id AND closed_at IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_OPEN');
END;

CREATE TABLE `live_stores` (
  `tenant_id` text NOT NULL,
  `store_id` text NOT NULL,
  `listening_until` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `store_id`)
) WITHOUT ROWID;

CREATE TABLE `login_emails` (
  `email` text PRIMARY KEY NOT NULL,
  `tenant_id` text NOT NULL,
  `employee_id` text NOT NULL
) WITHOUT ROWID;

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
CREATE INDEX `lots_store` ON `lots` (`tenant_id`,`store_id`,`device_id`,`expires_at`);
CREATE TRIGGER lots_offline_cap BEFORE INSERT ON lots
WHEN NEW.count + COALESCE((
    SELECT SUM(l.count - (
      SELECT COUNT(*) FROM tickets t WHERE t.tenant_id = l.tenant_id AND t.ticket_id > l.lot_id
        AND t.ticket_id < substr(l.lot_id, 1, 20) || 'a' AND t.lot_no = l.lot_id))
    FROM lots l WHERE l.tenant_id = NEW.tenant_id AND l.store_id = NEW.store_id AND l.device_id = NEW.device_id
      AND l.expires_at >= NEW.created_at AND l.withdrawn_at IS NULL), 0)
  > COALESCE((SELECT d.caps ->> 'offline_cap' FROM devices d
              WHERE d.tenant_id = NEW.tenant_id AND d.device_id = NEW.device_id), 0)
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_OFFLINE_CAP');
END;
CREATE TRIGGER lots_withdrawn_once BEFORE UPDATE OF withdrawn_at ON lots
WHEN OLD.withdrawn_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_LOT_WITHDRAWN');
END;

CREATE TABLE `memberships` (
  `tenant_id` text NOT NULL,
  `employee_id` text NOT NULL,
  `store_id` text NOT NULL,
  `roles` text NOT NULL,
  `active` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `employee_id`, `store_id`)
) WITHOUT ROWID;
CREATE TRIGGER memberships_roles_known_insert BEFORE INSERT ON memberships
WHEN EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value NOT IN (SELECT role FROM roles WHERE tenant_id = NEW.tenant_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_ROLE_UNKNOWN');
END;
CREATE TRIGGER memberships_roles_known_update BEFORE UPDATE OF roles, active ON memberships
WHEN NEW.active = 1
  AND EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value NOT IN (SELECT role FROM roles WHERE tenant_id = NEW.tenant_id))
BEGIN
  SELECT RAISE(ABORT, 'E_ROLE_UNKNOWN');
END;
CREATE TRIGGER memberships_keep_an_owner BEFORE UPDATE ON memberships
WHEN OLD.active = 1 AND EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'owner')
  AND (NEW.active = 0 OR NOT EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'owner'))
  AND EXISTS (SELECT 1 FROM employees WHERE tenant_id = OLD.tenant_id AND employee_id = OLD.employee_id AND status = 'active')
  AND NOT EXISTS (
    SELECT 1 FROM employees e
    JOIN memberships m ON m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id AND m.active = 1, json_each(m.roles) r
    WHERE e.tenant_id = OLD.tenant_id AND e.status = 'active' AND r.value = 'owner' AND e.employee_id <> OLD.employee_id)
BEGIN
  SELECT RAISE(ABORT, 'E_LAST_OWNER');
END;
CREATE TRIGGER owners_are_everywhere_insert AFTER INSERT ON memberships
WHEN NEW.active = 1 AND EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'owner')
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  INSERT INTO memberships (tenant_id, employee_id, store_id, roles, active)
  SELECT NEW.tenant_id, NEW.employee_id, store_id, '["owner"]', 1 FROM stores
  WHERE tenant_id = NEW.tenant_id AND store_id <> NEW.store_id
  ON CONFLICT (tenant_id, employee_id, store_id) DO UPDATE
    SET roles = iif(memberships.active = 1, json_insert(memberships.roles, '$[#]', 'owner'), excluded.roles), active = 1
    WHERE memberships.active = 0 OR NOT EXISTS (SELECT 1 FROM json_each(memberships.roles) WHERE value = 'owner');
END;
CREATE TRIGGER owners_are_everywhere_update AFTER UPDATE OF roles, active ON memberships
WHEN NEW.active = 1 AND EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'owner')
  AND (OLD.active = 0 OR NOT EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'owner'))
BEGIN
  INSERT INTO memberships (tenant_id, employee_id, store_id, roles, active)
  SELECT NEW.tenant_id, NEW.employee_id, store_id, '["owner"]', 1 FROM stores
  WHERE tenant_id = NEW.tenant_id AND store_id <> NEW.store_id
  ON CONFLICT (tenant_id, employee_id, store_id) DO UPDATE
    SET roles = iif(memberships.active = 1, json_insert(memberships.roles, '$[#]', 'owner'), excluded.roles), active = 1
    WHERE memberships.active = 0 OR NOT EXISTS (SELECT 1 FROM json_each(memberships.roles) WHERE value = 'owner');
END;
CREATE TRIGGER owners_end_everywhere AFTER UPDATE OF roles, active ON memberships
WHEN OLD.active = 1 AND EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'owner')
  AND (NEW.active = 0 OR NOT EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'owner'))
BEGIN
  UPDATE memberships
  SET active = json_array_length(roles) > 1,
    roles = (SELECT json_group_array(value) FROM json_each(memberships.roles) WHERE value <> 'owner')
  WHERE tenant_id = NEW.tenant_id AND employee_id = NEW.employee_id AND store_id <> NEW.store_id AND active = 1
    AND EXISTS (SELECT 1 FROM json_each(memberships.roles) WHERE value = 'owner');
END;

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
CREATE INDEX `open_tickets_store` ON `open_tickets` (`tenant_id`,`store_id`,`open_ticket_id`) WHERE status = 'open';
CREATE INDEX `open_tickets_expiry` ON `open_tickets` (`tenant_id`,`expires_at`) WHERE status = 'open';
CREATE TRIGGER open_tickets_version BEFORE UPDATE ON open_tickets
WHEN OLD.status = 'open' AND NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
CREATE TRIGGER open_tickets_open BEFORE UPDATE ON open_tickets
WHEN OLD.status <> 'open' AND (NEW.name IS NOT NULL OR NEW.note IS NOT NULL OR NEW.status IS NOT OLD.status
  OR NEW.version IS NOT OLD.version OR NEW.items IS NOT OLD.items OR NEW.promo_codes IS NOT OLD.promo_codes
  OR NEW.customer_id IS NOT OLD.customer_id OR NEW.grand_total IS NOT OLD.grand_total OR NEW.sale_id IS NOT OLD.sale_id
  OR NEW.updated_at IS NOT OLD.updated_at OR NEW.updated_by IS NOT OLD.updated_by OR NEW.expires_at IS NOT OLD.expires_at)
BEGIN
  SELECT RAISE(ABORT, 'E_OPEN_TICKET_CLOSED');
END;

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

CREATE TABLE `outbox_cursors` (
  `tenant_id` text NOT NULL,
  `consumer` text NOT NULL,
  `sequence` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `consumer`)
) WITHOUT ROWID;

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

CREATE TABLE `package_zones` (
  `tenant_id` text NOT NULL,
  `package_id` text NOT NULL,
  `zone_id` text NOT NULL,
  `credits` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `package_id`, `zone_id`)
) WITHOUT ROWID;

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
CREATE INDEX `packages_picture` ON `packages` (`tenant_id`,`image_url`) WHERE image_url IS NOT NULL;
CREATE TRIGGER packages_tax_still BEFORE UPDATE OF tax_id ON packages
WHEN NEW.tax_id IS NOT NULL AND NEW.tax_id IS NOT OLD.tax_id AND NOT EXISTS (
  SELECT 1 FROM taxes WHERE tenant_id = NEW.tenant_id AND tax_id = NEW.tax_id AND active = 1)
BEGIN
  SELECT RAISE(ABORT, 'E_TAX_UNKNOWN');
END;
CREATE TRIGGER packages_category_still BEFORE UPDATE OF category_id ON packages
WHEN NEW.category_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM categories WHERE tenant_id = NEW.tenant_id AND category_id = NEW.category_id)
BEGIN
  SELECT RAISE(ABORT, 'E_CATEGORY_UNKNOWN');
END;
CREATE TRIGGER packages_tax BEFORE INSERT ON packages
WHEN (NEW.tax_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM taxes WHERE tenant_id = NEW.tenant_id AND tax_id = NEW.tax_id AND active = 1))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_TAX_UNKNOWN');
END;
CREATE TRIGGER packages_category BEFORE INSERT ON packages
WHEN (NEW.category_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM categories WHERE tenant_id = NEW.tenant_id AND category_id = NEW.category_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_CATEGORY_UNKNOWN');
END;

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
CREATE INDEX `pairing_logs_pairing` ON `pairing_logs` (`tenant_id`,`pairing_id`);

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
CREATE TRIGGER pairings_used_stay BEFORE UPDATE OF revoked_at ON pairings
WHEN EXISTS (SELECT 1 FROM devices WHERE tenant_id = NEW.tenant_id AND pairing_id = NEW.pairing_id)
BEGIN
  SELECT RAISE(ABORT, 'E_PAIRING_USED');
END;
CREATE TRIGGER pairings_zone BEFORE INSERT ON pairings
WHEN (NEW.zone_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = NEW.zone_id AND store_id = NEW.store_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;

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
CREATE UNIQUE INDEX `payments_reference` ON `payments` (`tenant_id`,`reference_key`,`reference_scope`) WHERE reference_key IS NOT NULL;
CREATE TRIGGER payments_status BEFORE UPDATE OF status ON payments
WHEN NEW.status IS NOT OLD.status
  AND OLD.status || '>' || NEW.status NOT IN ('pending>captured', 'pending>failed', 'captured>failed', 'captured>refunded')
BEGIN
  SELECT RAISE(ABORT, 'E_PAYMENT_STATE');
END;
CREATE TRIGGER payments_refunded BEFORE UPDATE OF refunded ON payments
WHEN NEW.refunded + iif(NEW.status = 'pending', NEW.settled, 0) > NEW.amount OR NEW.refunded < 0
BEGIN
  SELECT RAISE(ABORT, 'E_OVER_REFUND');
END;
CREATE TRIGGER payments_settled BEFORE UPDATE OF settled ON payments
WHEN NEW.settled + iif(NEW.status = 'pending', NEW.refunded, 0) > NEW.amount OR NEW.settled < 0
BEGIN
  SELECT RAISE(ABORT, 'E_OVERPAID');
END;

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
CREATE UNIQUE INDEX `pictures_sha256` ON `pictures` (`tenant_id`,`sha256`);
CREATE TRIGGER pictures_quota BEFORE INSERT ON pictures
WHEN NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
  AND (SELECT COUNT(*) FILTER (WHERE removed_at IS NULL) >= 200 OR COUNT(*) >= 400
         OR COALESCE(SUM(bytes) FILTER (WHERE removed_at IS NULL), 0) + NEW.bytes > 50000000
       FROM pictures WHERE tenant_id = NEW.tenant_id)
BEGIN
  SELECT RAISE(ABORT, 'E_PICTURE_QUOTA');
END;
CREATE TRIGGER pictures_in_use BEFORE UPDATE OF removed_at ON pictures
WHEN NEW.removed_at IS NOT NULL AND OLD.removed_at IS NULL AND (
  EXISTS (SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id
            AND image_url = '/v1/pictures/' || NEW.tenant_id || '/' || NEW.picture_id)
  OR EXISTS (SELECT 1 FROM receipt_templates WHERE tenant_id = NEW.tenant_id
            AND logo_url = '/v1/pictures/' || NEW.tenant_id || '/' || NEW.picture_id))
BEGIN
  SELECT RAISE(IGNORE);
END;

CREATE TABLE `pin_resets` (
  `tenant_id` text NOT NULL,
  `employee_id` text NOT NULL,
  `pin_hash` text NOT NULL,
  `asked_by` text NOT NULL,
  `asked_at` integer NOT NULL,
  `in_force_at` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `employee_id`)
) WITHOUT ROWID;

CREATE TABLE `price_list_items` (
  `tenant_id` text NOT NULL,
  `price_list_id` text NOT NULL,
  `package_id` text NOT NULL,
  `price` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `price_list_id`, `package_id`)
) WITHOUT ROWID;
CREATE TRIGGER price_list_items_known BEFORE INSERT ON price_list_items
WHEN (NOT EXISTS (SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = NEW.package_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;

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

CREATE TABLE `pricing_revisions` (
  `tenant_id` text PRIMARY KEY NOT NULL,
  `revision` integer NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER pricing_revisions_one_by_one BEFORE UPDATE ON pricing_revisions
WHEN NEW.revision IS NOT OLD.revision + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;

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
CREATE INDEX `pricing_rules_standing` ON `pricing_rules` (`tenant_id`,`store_id`) WHERE active = 1 AND code IS NULL;
CREATE UNIQUE INDEX `pricing_rules_code` ON `pricing_rules` (`tenant_id`,`code`) WHERE code IS NOT NULL AND active = 1;
CREATE TRIGGER pricing_rules_still_known BEFORE UPDATE OF package_ids, params ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.package_ids) i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value))
  OR EXISTS (
  SELECT 1 FROM json_each(NEW.params, '$.parts') i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value ->> '$.package_id'))
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;
CREATE TRIGGER pricing_rules_zones_still BEFORE UPDATE OF zone_ids ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.zone_ids) i WHERE NOT EXISTS (
    SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = i.value))
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
CREATE TRIGGER pricing_rules_known BEFORE INSERT ON pricing_rules
WHEN (EXISTS (
  SELECT 1 FROM json_each(NEW.package_ids) i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value))
  OR EXISTS (
  SELECT 1 FROM json_each(NEW.params, '$.parts') i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value ->> '$.package_id')))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;
CREATE TRIGGER pricing_rules_zones BEFORE INSERT ON pricing_rules
WHEN (EXISTS (
  SELECT 1 FROM json_each(NEW.zone_ids) i WHERE NOT EXISTS (
    SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = i.value)))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
CREATE TRIGGER pricing_rules_gifts BEFORE INSERT ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.params, '$.get_package_ids') i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;
CREATE TRIGGER pricing_rules_gifts_still BEFORE UPDATE OF params ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.params, '$.get_package_ids') i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value))
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;

CREATE TABLE `printer_devices` (
  `tenant_id` text NOT NULL,
  `device_id` text NOT NULL,
  `role` text NOT NULL,
  `printer_id` text NOT NULL,
  PRIMARY KEY(`tenant_id`, `device_id`, `role`)
) WITHOUT ROWID;

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

CREATE TABLE `reason_codes` (
  `tenant_id` text NOT NULL,
  `reason_code` text NOT NULL,
  `label_en` text NOT NULL,
  `label_th` text NOT NULL,
  `actions` text NOT NULL,
  `active` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `reason_code`)
) WITHOUT ROWID;

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
CREATE INDEX `redemptions_ticket` ON `redemptions` (`tenant_id`,`ticket_id`);
CREATE INDEX `redemptions_store` ON `redemptions` (`tenant_id`,`store_id`,`happened_at`);
CREATE TRIGGER redemptions_final BEFORE DELETE ON redemptions
WHEN NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_REDEMPTIONS_FINAL');
END;
CREATE TRIGGER redemptions_facts BEFORE UPDATE ON redemptions
WHEN NOT (
    (OLD.annulled_at IS NULL AND NEW.annulled_at IS NOT NULL AND NEW.count IS OLD.count AND NEW.last_at IS OLD.last_at
      AND NEW.party IS OLD.party AND NEW.answers IS OLD.answers)
    OR (NEW.count > OLD.count AND NEW.last_at IS NOT NULL AND OLD.result = 'fail'
      AND NEW.annulled_at IS OLD.annulled_at AND NEW.annulled_by IS OLD.annulled_by AND NEW.party IS OLD.party
      AND NEW.answers IS OLD.answers)
    OR (OLD.direction = 'exit' AND OLD.result = 'pass' AND NEW.count IS OLD.count AND NEW.last_at IS OLD.last_at
      AND NEW.annulled_at IS OLD.annulled_at AND NEW.annulled_by IS OLD.annulled_by AND NEW.answers IS OLD.answers)
    OR (OLD.answers IS NOT NULL AND NEW.answers IS NULL AND NEW.count IS OLD.count AND NEW.last_at IS OLD.last_at
      AND NEW.annulled_at IS OLD.annulled_at AND NEW.annulled_by IS OLD.annulled_by AND NEW.party IS OLD.party))
  OR NEW.tenant_id IS NOT OLD.tenant_id OR NEW.redemption_id IS NOT OLD.redemption_id
  OR NEW.scan_id IS NOT OLD.scan_id OR NEW.ticket_id IS NOT OLD.ticket_id OR NEW.store_id IS NOT OLD.store_id
  OR NEW.device_id IS NOT OLD.device_id OR NEW.result IS NOT OLD.result OR NEW.reason IS NOT OLD.reason
  OR NEW.forced IS NOT OLD.forced OR NEW.direction IS NOT OLD.direction
  OR NEW.happened_at IS NOT OLD.happened_at OR NEW.received_at IS NOT OLD.received_at
BEGIN
  SELECT RAISE(ABORT, 'E_REDEMPTIONS_FINAL');
END;

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
CREATE UNIQUE INDEX `refunds_request` ON `refunds` (`tenant_id`,`caller_id`,`idempotency_key`);
CREATE UNIQUE INDEX `refunds_slip` ON `refunds` (`tenant_id`,`store_id`,`slip_prefix`,`slip_seq`) WHERE slip_seq IS NOT NULL;
CREATE INDEX `refunds_sale` ON `refunds` (`tenant_id`,`sale_id`);
CREATE INDEX `refunds_pending` ON `refunds` (`tenant_id`,`created_at`) WHERE status = 'pending';
CREATE TRIGGER refunds_version BEFORE UPDATE ON refunds
WHEN OLD.status = 'pending' AND NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
CREATE TRIGGER refunds_final BEFORE UPDATE ON refunds
WHEN OLD.status <> 'pending'
BEGIN
  SELECT RAISE(ABORT, 'E_REFUND_FINAL');
END;

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

CREATE TABLE `report_places` (
  `tenant_id` text PRIMARY KEY NOT NULL,
  `sequence` integer NOT NULL,
  `generation` integer NOT NULL,
  `version` integer NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER report_places_version BEFORE UPDATE ON report_places
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_REPORT_PLACE');
END;

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
CREATE INDEX `reprints_ticket` ON `reprints` (`tenant_id`,`ticket_id`);
CREATE TRIGGER reprints_final BEFORE UPDATE ON reprints
BEGIN
  SELECT RAISE(ABORT, 'E_REPRINTS_FINAL');
END;

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
CREATE UNIQUE INDEX `restores_open` ON `restores` (`tenant_id`) WHERE finished_at IS NULL;

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

CREATE TABLE `roles` (
  `tenant_id` text NOT NULL,
  `role` text NOT NULL,
  `permissions` text NOT NULL,
  `version` integer DEFAULT 1 NOT NULL,
  PRIMARY KEY(`tenant_id`, `role`)
) WITHOUT ROWID;
CREATE TRIGGER roles_version BEFORE UPDATE ON roles
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
CREATE TRIGGER roles_held BEFORE DELETE ON roles
WHEN EXISTS (
    SELECT 1 FROM memberships m, json_each(m.roles) r WHERE m.tenant_id = OLD.tenant_id AND m.active = 1 AND r.value = OLD.role)
  AND NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_ROLE_HELD');
END;

CREATE TABLE `rule_uses` (
  `tenant_id` text NOT NULL,
  `rule_id` text NOT NULL,
  `bucket` text NOT NULL,
  `used` integer NOT NULL,
  `cap` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `rule_id`, `bucket`),
  CONSTRAINT "rule_uses_cap" CHECK(used <= cap)
) WITHOUT ROWID;

CREATE TABLE `sale_spans` (
  `tenant_id` text NOT NULL,
  `holder_id` text NOT NULL,
  `sold_span` integer NOT NULL,
  `id_span` text NOT NULL,
  PRIMARY KEY(`tenant_id`, `holder_id`, `sold_span`, `id_span`)
) WITHOUT ROWID;

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
CREATE INDEX `sales_customer` ON `sales` (`tenant_id`,`customer_id`,`sale_id`) WHERE customer_id IS NOT NULL;
CREATE UNIQUE INDEX `sales_receipt` ON `sales` (`tenant_id`,`store_id`,`receipt_prefix`,`receipt_seq`,`receipt_copy`);
CREATE TRIGGER sales_voided_once BEFORE UPDATE OF voided_at ON sales
WHEN OLD.voided_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_SALE_VOIDED');
END;
CREATE TRIGGER sales_refunded BEFORE UPDATE OF refunded_total ON sales
WHEN NEW.refunded_total > NEW.grand_total OR NEW.refunded_total < 0
BEGIN
  SELECT RAISE(ABORT, 'E_OVER_REFUND');
END;
CREATE TRIGGER sales_refunded_unvoided BEFORE UPDATE OF refunded_total ON sales
WHEN NEW.refunded_total > OLD.refunded_total AND OLD.voided_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_SALE_VOIDED');
END;
CREATE TRIGGER sales_voided_unrefunded BEFORE UPDATE OF voided_at ON sales
WHEN OLD.refunded_total > 0
BEGIN
  SELECT RAISE(ABORT, 'E_SALE_REFUNDED');
END;
CREATE TRIGGER sales_released_once BEFORE UPDATE OF released_at ON sales
WHEN OLD.released_at IS NOT NULL OR OLD.held_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'E_SALE_RELEASED');
END;
CREATE TRIGGER sales_spans AFTER INSERT ON sales
WHEN NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  INSERT OR IGNORE INTO sale_spans (tenant_id, holder_id, sold_span, id_span)
  VALUES
    (NEW.tenant_id, NEW.store_id, NEW.sold_at / 1048576, substr(NEW.sale_id, 1, 6)),
    (NEW.tenant_id, NEW.device_id, NEW.sold_at / 1048576, substr(NEW.sale_id, 1, 6)),
    (NEW.tenant_id, NEW.cashier_id, NEW.sold_at / 1048576, substr(NEW.sale_id, 1, 6));
END;

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
CREATE TRIGGER settings_version BEFORE UPDATE ON settings
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;

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
CREATE UNIQUE INDEX `shifts_unattended` ON `shifts` (`tenant_id`,`device_id`,`business_date`) WHERE unattended = 1;
CREATE INDEX `shifts_business_date` ON `shifts` (`tenant_id`,`store_id`,`business_date`);
CREATE UNIQUE INDEX `shifts_open_drawer` ON `shifts` (`tenant_id`,`device_id`) WHERE closed_at IS NULL;
CREATE TRIGGER shifts_closed_once BEFORE UPDATE ON shifts
WHEN OLD.closed_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_CLOSED');
END;
CREATE TRIGGER shifts_miss_nothing BEFORE UPDATE ON shifts
WHEN NEW.closed_at IS NOT NULL AND NEW.entries_count IS NOT (
  SELECT COUNT(*) FROM drawer_entries WHERE tenant_id = NEW.tenant_id AND shift_id = NEW.shift_id)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_MISSED');
END;

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
CREATE TRIGGER stores_dates_stay BEFORE UPDATE OF time_zone, cutoff_hour ON stores
WHEN (NEW.time_zone <> OLD.time_zone OR NEW.cutoff_hour <> OLD.cutoff_hour) AND (
  EXISTS (SELECT 1 FROM shifts WHERE tenant_id = OLD.tenant_id AND store_id = OLD.store_id)
  OR EXISTS (SELECT 1 FROM sales WHERE tenant_id = OLD.tenant_id AND store_id = OLD.store_id))
BEGIN
  SELECT RAISE(ABORT, 'E_STORE_IN_USE');
END;
CREATE TRIGGER stores_given_up BEFORE UPDATE OF active ON stores
WHEN OLD.active = 1 AND NEW.active = 0 AND EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = OLD.tenant_id AND store_id = OLD.store_id AND closed_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_STORE_OPEN');
END;
CREATE TRIGGER stores_have_the_owners AFTER INSERT ON stores
WHEN NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  INSERT INTO memberships (tenant_id, employee_id, store_id, roles, active)
  SELECT DISTINCT m.tenant_id, m.employee_id, NEW.store_id, '["owner"]', 1
  FROM memberships m, json_each(m.roles) r
  WHERE m.tenant_id = NEW.tenant_id AND m.active = 1 AND r.value = 'owner';
END;

CREATE TABLE `system_states` (
  `tenant_id` text PRIMARY KEY NOT NULL,
  `state` text NOT NULL,
  `message_en` text NOT NULL,
  `message_th` text NOT NULL,
  `set_at` integer NOT NULL,
  `ends_at` integer
) WITHOUT ROWID;

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
CREATE UNIQUE INDEX `taxes_default` ON `taxes` (`tenant_id`) WHERE is_default = 1 AND active = 1;

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
CREATE TRIGGER tenants_version BEFORE UPDATE OF status, maintenance_from, maintenance_until, maintenance_note, closed_at, purge_at, kind,
  name, legal_name, billing_plan ON tenants
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
CREATE TRIGGER tenants_purged BEFORE UPDATE OF status ON tenants
WHEN (NEW.status = 'purged' AND OLD.status NOT IN ('closed', 'purged')) OR (OLD.status = 'purged' AND NEW.status <> 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_TENANT_STATUS');
END;

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
CREATE TRIGGER ticket_changes_final BEFORE UPDATE ON ticket_changes
BEGIN
  SELECT RAISE(ABORT, 'E_TICKET_CHANGES_FINAL');
END;

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

CREATE TABLE `ticket_terms` (
  `tenant_id` text NOT NULL,
  `terms_id` text NOT NULL,
  `terms` text NOT NULL,
  PRIMARY KEY(`tenant_id`, `terms_id`)
) WITHOUT ROWID;

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
  `replaced_by` text, `origin` text DEFAULT 'sale' NOT NULL,
  PRIMARY KEY(`tenant_id`, `ticket_id`)
) WITHOUT ROWID;
CREATE UNIQUE INDEX `tickets_short_code_hash` ON `tickets` (`tenant_id`,`short_code_hash`);
CREATE INDEX `tickets_lasting` ON `tickets` (`tenant_id`,`store_id`,`valid_to`) WHERE lasting = 1;

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
CREATE INDEX `timecards_employee` ON `timecards` (`tenant_id`,`employee_id`,`clock_in_at`);
CREATE UNIQUE INDEX `timecards_open` ON `timecards` (`tenant_id`,`employee_id`) WHERE clock_out_at IS NULL;
CREATE TRIGGER timecards_version BEFORE UPDATE ON timecards
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
CREATE TRIGGER timecards_still_no_overlap BEFORE UPDATE OF clock_in_at, clock_out_at ON timecards
WHEN EXISTS (
  SELECT 1 FROM timecards WHERE tenant_id = NEW.tenant_id AND employee_id = NEW.employee_id
    AND timecard_id <> NEW.timecard_id
    AND clock_in_at < COALESCE(NEW.clock_out_at, 9000000000000000)
    AND COALESCE(clock_out_at, 9000000000000000) > NEW.clock_in_at)
BEGIN
  SELECT RAISE(ABORT, 'E_TIMECARD_OVERLAP');
END;
CREATE TRIGGER timecards_no_overlap BEFORE INSERT ON timecards
WHEN (EXISTS (
  SELECT 1 FROM timecards WHERE tenant_id = NEW.tenant_id AND employee_id = NEW.employee_id
    AND clock_in_at < COALESCE(NEW.clock_out_at, 9000000000000000)
    AND COALESCE(clock_out_at, 9000000000000000) > NEW.clock_in_at))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_TIMECARD_OVERLAP');
END;

CREATE TABLE `usage_counters` (
  `tenant_id` text NOT NULL,
  `month` text NOT NULL,
  `route` text NOT NULL,
  `count` integer NOT NULL,
  PRIMARY KEY(`tenant_id`, `month`, `route`)
) WITHOUT ROWID;

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
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`tenant_id`,`webhook_id`,`next_attempt_at`,`sequence`) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX `webhook_deliveries_waiting` ON `webhook_deliveries` (`tenant_id`,`webhook_id`,`subject_id`,`sequence`) WHERE next_attempt_at > 0;
CREATE INDEX `webhook_deliveries_dead` ON `webhook_deliveries` (`tenant_id`,`ended_at`,`webhook_id`,`sequence`) WHERE status = 'dead';

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
CREATE TRIGGER webhooks_limit BEFORE INSERT ON webhooks
WHEN (SELECT COUNT(*) FROM webhooks WHERE tenant_id = NEW.tenant_id) >= 20
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_WEBHOOK_LIMIT');
END;
CREATE TRIGGER webhooks_version BEFORE UPDATE OF url, events, description, status, disabled_reason, sealed_secret,
  sealed_previous, previous_until, updated_at, version ON webhooks
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;

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
CREATE INDEX `zones_store` ON `zones` (`tenant_id`,`store_id`);
