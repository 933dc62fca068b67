-- Guards of rows, by their table. A row that a restore brings back stood under its guard when it was written, so it passes.
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
--> statement-breakpoint
-- What lies in a file may go, and the records of a tenant whose time is over; nothing else.
CREATE TRIGGER audits_no_delete BEFORE DELETE ON audits
WHEN OLD.sequence > COALESCE((
    SELECT through_sequence FROM audit_archives WHERE tenant_id = OLD.tenant_id ORDER BY from_sequence DESC LIMIT 1), 0)
  AND NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;
--> statement-breakpoint
CREATE TRIGGER audits_in_order BEFORE INSERT ON audits
WHEN (NEW.hash IS NOT NULL OR NEW.sequence IS NOT (
  SELECT COALESCE(MAX(sequence), 0) + 1 FROM audits WHERE tenant_id = NEW.tenant_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;
--> statement-breakpoint
-- Until all rows of a backup are back nothing else is done in that tenant: every act has its row here.
CREATE TRIGGER audits_not_while_restored BEFORE INSERT ON audits
WHEN EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL AND writing = 0)
BEGIN
  SELECT RAISE(ABORT, 'E_TENANT_RESTORING');
END;
--> statement-breakpoint
CREATE TRIGGER approval_requests_decided_once BEFORE UPDATE ON approval_requests
WHEN OLD.status <> 'pending'
BEGIN
  SELECT RAISE(ABORT, 'E_APPROVAL_DECIDED');
END;
--> statement-breakpoint
CREATE TRIGGER approval_requirements_version BEFORE UPDATE ON approval_requirements
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
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
--> statement-breakpoint
CREATE TRIGGER audit_archives_final BEFORE UPDATE ON audit_archives
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;
--> statement-breakpoint
CREATE TRIGGER audit_archives_kept BEFORE DELETE ON audit_archives
WHEN NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;
--> statement-breakpoint
CREATE TRIGGER backups_version BEFORE UPDATE ON backups
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER packages_tax_still BEFORE UPDATE OF tax_id ON packages
WHEN NEW.tax_id IS NOT NULL AND NEW.tax_id IS NOT OLD.tax_id AND NOT EXISTS (
  SELECT 1 FROM taxes WHERE tenant_id = NEW.tenant_id AND tax_id = NEW.tax_id AND active = 1)
BEGIN
  SELECT RAISE(ABORT, 'E_TAX_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER packages_category_still BEFORE UPDATE OF category_id ON packages
WHEN NEW.category_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM categories WHERE tenant_id = NEW.tenant_id AND category_id = NEW.category_id)
BEGIN
  SELECT RAISE(ABORT, 'E_CATEGORY_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER packages_tax BEFORE INSERT ON packages
WHEN (NEW.tax_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM taxes WHERE tenant_id = NEW.tenant_id AND tax_id = NEW.tax_id AND active = 1))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_TAX_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER packages_category BEFORE INSERT ON packages
WHEN (NEW.category_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM categories WHERE tenant_id = NEW.tenant_id AND category_id = NEW.category_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_CATEGORY_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER customer_entries_final BEFORE UPDATE ON customer_entries
BEGIN
  SELECT RAISE(ABORT, 'E_CUSTOMER_ENTRIES_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER customer_entries_points BEFORE INSERT ON customer_entries
WHEN (NEW.kind = 'burn' AND COALESCE((
  SELECT points FROM customers WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.customer_id AND active = 1), 0) + NEW.points < 0)
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_POINTS_SHORT');
END;
--> statement-breakpoint
CREATE TRIGGER customer_entries_sums AFTER INSERT ON customer_entries
WHEN NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  UPDATE customers SET spend_total = spend_total + NEW.spend, visits_count = visits_count + NEW.visits,
    points = points + NEW.points,
    last_visit_at = iif(NEW.visits > 0, MAX(COALESCE(last_visit_at, 0), NEW.at), last_visit_at)
  WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.customer_id;
END;
--> statement-breakpoint
-- What a customer used of rules that are capped for each customer goes where the customer goes: uses add up (rule P3).
-- Two merges at once each move what is there when they run; a cap that the sum passes is used up.
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
--> statement-breakpoint
CREATE TRIGGER devices_version BEFORE UPDATE ON devices
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER devices_zone BEFORE UPDATE OF zone_id ON devices
WHEN NEW.zone_id IS NOT NULL AND NEW.zone_id IS NOT OLD.zone_id AND NOT EXISTS (
  SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = NEW.zone_id AND store_id = NEW.store_id)
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER devices_need_sound_pairing BEFORE INSERT ON devices
WHEN (EXISTS (
  SELECT 1 FROM pairings
  WHERE tenant_id = NEW.tenant_id AND pairing_id = NEW.pairing_id AND revoked_at IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_PAIRING_REVOKED');
END;
--> statement-breakpoint
CREATE TRIGGER pairings_used_stay BEFORE UPDATE OF revoked_at ON pairings
WHEN EXISTS (SELECT 1 FROM devices WHERE tenant_id = NEW.tenant_id AND pairing_id = NEW.pairing_id)
BEGIN
  SELECT RAISE(ABORT, 'E_PAIRING_USED');
END;
--> statement-breakpoint
CREATE TRIGGER pairings_zone BEFORE INSERT ON pairings
WHEN (NEW.zone_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = NEW.zone_id AND store_id = NEW.store_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER employee_totps_version BEFORE UPDATE ON employee_totps
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER employees_version BEFORE UPDATE ON employees
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
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
--> statement-breakpoint
-- What a suspended person asked for, or agreed to, and is not in force yet, never is.
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
--> statement-breakpoint
CREATE TRIGGER employees_pin_is_no_longer_waited_for AFTER UPDATE OF pin_hash ON employees
WHEN NEW.pin_hash <> OLD.pin_hash
BEGIN
  DELETE FROM pin_resets WHERE tenant_id = NEW.tenant_id AND employee_id = NEW.employee_id;
END;
--> statement-breakpoint
CREATE TRIGGER memberships_roles_known_insert BEFORE INSERT ON memberships
WHEN EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value NOT IN (SELECT role FROM roles WHERE tenant_id = NEW.tenant_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_ROLE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER memberships_roles_known_update BEFORE UPDATE OF roles, active ON memberships
WHEN NEW.active = 1
  AND EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value NOT IN (SELECT role FROM roles WHERE tenant_id = NEW.tenant_id))
BEGIN
  SELECT RAISE(ABORT, 'E_ROLE_UNKNOWN');
END;
--> statement-breakpoint
-- An owner is held at the tenant: whoever owns one store owns each that is or comes, and is taken off in all of them at once.
-- A restore puts back what was there, and is left alone.
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
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
CREATE TRIGGER roles_version BEFORE UPDATE ON roles
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER roles_held BEFORE DELETE ON roles
WHEN EXISTS (
    SELECT 1 FROM memberships m, json_each(m.roles) r WHERE m.tenant_id = OLD.tenant_id AND m.active = 1 AND r.value = OLD.role)
  AND NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_ROLE_HELD');
END;
--> statement-breakpoint
CREATE TRIGGER open_tickets_version BEFORE UPDATE ON open_tickets
WHEN OLD.status = 'open' AND NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
-- A cart that is sold, cancelled or expired is what it was; only what may say something of a guest is forgotten.
CREATE TRIGGER open_tickets_open BEFORE UPDATE ON open_tickets
WHEN OLD.status <> 'open' AND (NEW.name IS NOT NULL OR NEW.note IS NOT NULL OR NEW.status IS NOT OLD.status
  OR NEW.version IS NOT OLD.version OR NEW.items IS NOT OLD.items OR NEW.promo_codes IS NOT OLD.promo_codes
  OR NEW.customer_id IS NOT OLD.customer_id OR NEW.grand_total IS NOT OLD.grand_total OR NEW.sale_id IS NOT OLD.sale_id
  OR NEW.updated_at IS NOT OLD.updated_at OR NEW.updated_by IS NOT OLD.updated_by OR NEW.expires_at IS NOT OLD.expires_at)
BEGIN
  SELECT RAISE(ABORT, 'E_OPEN_TICKET_CLOSED');
END;
--> statement-breakpoint
CREATE TRIGGER payments_status BEFORE UPDATE OF status ON payments
WHEN NEW.status IS NOT OLD.status
  AND OLD.status || '>' || NEW.status NOT IN ('pending>captured', 'pending>failed', 'captured>failed', 'captured>refunded')
BEGIN
  SELECT RAISE(ABORT, 'E_PAYMENT_STATE');
END;
--> statement-breakpoint
CREATE TRIGGER payments_refunded BEFORE UPDATE OF refunded ON payments
WHEN NEW.refunded + iif(NEW.status = 'pending', NEW.settled, 0) > NEW.amount OR NEW.refunded < 0
BEGIN
  SELECT RAISE(ABORT, 'E_OVER_REFUND');
END;
--> statement-breakpoint
-- What a refund took off an account is owed no more, so it is not to be settled.
CREATE TRIGGER payments_settled BEFORE UPDATE OF settled ON payments
WHEN NEW.settled + iif(NEW.status = 'pending', NEW.refunded, 0) > NEW.amount OR NEW.settled < 0
BEGIN
  SELECT RAISE(ABORT, 'E_OVERPAID');
END;
--> statement-breakpoint
CREATE TRIGGER price_list_items_known BEFORE INSERT ON price_list_items
WHEN (NOT EXISTS (SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = NEW.package_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER pricing_revisions_one_by_one BEFORE UPDATE ON pricing_revisions
WHEN NEW.revision IS NOT OLD.revision + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
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
--> statement-breakpoint
CREATE TRIGGER pricing_rules_zones_still BEFORE UPDATE OF zone_ids ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.zone_ids) i WHERE NOT EXISTS (
    SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = i.value))
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
--> statement-breakpoint
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
--> statement-breakpoint
CREATE TRIGGER pricing_rules_zones BEFORE INSERT ON pricing_rules
WHEN (EXISTS (
  SELECT 1 FROM json_each(NEW.zone_ids) i WHERE NOT EXISTS (
    SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = i.value)))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
--> statement-breakpoint
-- Packages that a rule gives are this park's (rule P3).
CREATE TRIGGER pricing_rules_gifts BEFORE INSERT ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.params, '$.get_package_ids') i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER pricing_rules_gifts_still BEFORE UPDATE OF params ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.params, '$.get_package_ids') i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value))
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER refunds_version BEFORE UPDATE ON refunds
WHEN OLD.status = 'pending' AND NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER refunds_final BEFORE UPDATE ON refunds
WHEN OLD.status <> 'pending'
BEGIN
  SELECT RAISE(ABORT, 'E_REFUND_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER reprints_final BEFORE UPDATE ON reprints
BEGIN
  SELECT RAISE(ABORT, 'E_REPRINTS_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER sales_voided_once BEFORE UPDATE OF voided_at ON sales
WHEN OLD.voided_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_SALE_VOIDED');
END;
--> statement-breakpoint
CREATE TRIGGER sales_refunded BEFORE UPDATE OF refunded_total ON sales
WHEN NEW.refunded_total > NEW.grand_total OR NEW.refunded_total < 0
BEGIN
  SELECT RAISE(ABORT, 'E_OVER_REFUND');
END;
--> statement-breakpoint
CREATE TRIGGER sales_refunded_unvoided BEFORE UPDATE OF refunded_total ON sales
WHEN NEW.refunded_total > OLD.refunded_total AND OLD.voided_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_SALE_VOIDED');
END;
--> statement-breakpoint
CREATE TRIGGER sales_voided_unrefunded BEFORE UPDATE OF voided_at ON sales
WHEN OLD.refunded_total > 0
BEGIN
  SELECT RAISE(ABORT, 'E_SALE_REFUNDED');
END;
--> statement-breakpoint
-- A sale of an outage that is held is released once (rule O7).
CREATE TRIGGER sales_released_once BEFORE UPDATE OF released_at ON sales
WHEN OLD.released_at IS NOT NULL OR OLD.held_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'E_SALE_RELEASED');
END;
--> statement-breakpoint
-- The first sale of a store, a device and a seller in each stretch of 2^20 ms is found by them, however a sale comes here.
CREATE TRIGGER sales_spans AFTER INSERT ON sales
WHEN NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  INSERT OR IGNORE INTO sale_spans (tenant_id, holder_id, sold_span, id_span)
  VALUES
    (NEW.tenant_id, NEW.store_id, NEW.sold_at / 1048576, substr(NEW.sale_id, 1, 6)),
    (NEW.tenant_id, NEW.device_id, NEW.sold_at / 1048576, substr(NEW.sale_id, 1, 6)),
    (NEW.tenant_id, NEW.cashier_id, NEW.sold_at / 1048576, substr(NEW.sale_id, 1, 6));
END;
--> statement-breakpoint
CREATE TRIGGER settings_version BEFORE UPDATE ON settings
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER day_closes_final BEFORE UPDATE ON day_closes
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER day_closes_kept BEFORE DELETE ON day_closes
WHEN NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER day_closes_drawers_closed BEFORE INSERT ON day_closes
WHEN (EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND store_id = NEW.store_id
    AND business_date = NEW.business_date AND closed_at IS NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_OPEN');
END;
--> statement-breakpoint
CREATE TRIGGER day_closes_miss_nothing BEFORE INSERT ON day_closes
WHEN (json_array_length(NEW.shift_ids) IS NOT (
  SELECT COUNT(*) FROM shifts WHERE tenant_id = NEW.tenant_id AND store_id = NEW.store_id
    AND business_date = NEW.business_date))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_MISSED');
END;
--> statement-breakpoint
CREATE TRIGGER drawer_entries_final BEFORE UPDATE ON drawer_entries
BEGIN
  SELECT RAISE(ABORT, 'E_DRAWER_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER drawer_entries_need_open_shift BEFORE INSERT ON drawer_entries
WHEN (NOT EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND shift_id = NEW.shift_id AND closed_at IS NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_CLOSED');
END;
--> statement-breakpoint
CREATE TRIGGER late_entries_final BEFORE UPDATE ON late_entries
BEGIN
  SELECT RAISE(ABORT, 'E_DRAWER_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER late_entries_need_closed_shift BEFORE INSERT ON late_entries
WHEN (NOT EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND shift_id = NEW.shift_id AND closed_at IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_OPEN');
END;
--> statement-breakpoint
CREATE TRIGGER shifts_closed_once BEFORE UPDATE ON shifts
WHEN OLD.closed_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_CLOSED');
END;
--> statement-breakpoint
CREATE TRIGGER shifts_miss_nothing BEFORE UPDATE ON shifts
WHEN NEW.closed_at IS NOT NULL AND NEW.entries_count IS NOT (
  SELECT COUNT(*) FROM drawer_entries WHERE tenant_id = NEW.tenant_id AND shift_id = NEW.shift_id)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_MISSED');
END;
--> statement-breakpoint
CREATE TRIGGER stores_dates_stay BEFORE UPDATE OF time_zone, cutoff_hour ON stores
WHEN (NEW.time_zone <> OLD.time_zone OR NEW.cutoff_hour <> OLD.cutoff_hour) AND (
  EXISTS (SELECT 1 FROM shifts WHERE tenant_id = OLD.tenant_id AND store_id = OLD.store_id)
  OR EXISTS (SELECT 1 FROM sales WHERE tenant_id = OLD.tenant_id AND store_id = OLD.store_id))
BEGIN
  SELECT RAISE(ABORT, 'E_STORE_IN_USE');
END;
--> statement-breakpoint
CREATE TRIGGER stores_given_up BEFORE UPDATE OF active ON stores
WHEN OLD.active = 1 AND NEW.active = 0 AND EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = OLD.tenant_id AND store_id = OLD.store_id AND closed_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_STORE_OPEN');
END;
--> statement-breakpoint
CREATE TRIGGER stores_have_the_owners AFTER INSERT ON stores
WHEN NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  INSERT INTO memberships (tenant_id, employee_id, store_id, roles, active)
  SELECT DISTINCT m.tenant_id, m.employee_id, NEW.store_id, '["owner"]', 1
  FROM memberships m, json_each(m.roles) r
  WHERE m.tenant_id = NEW.tenant_id AND m.active = 1 AND r.value = 'owner';
END;
--> statement-breakpoint
CREATE TRIGGER tenants_version BEFORE UPDATE OF status, maintenance_from, maintenance_until, maintenance_note, closed_at, purge_at, kind,
  name, legal_name, billing_plan ON tenants
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER tenants_purged BEFORE UPDATE OF status ON tenants
WHEN (NEW.status = 'purged' AND OLD.status NOT IN ('closed', 'purged')) OR (OLD.status = 'purged' AND NEW.status <> 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_TENANT_STATUS');
END;
--> statement-breakpoint
-- Unbound blanks of a device, over all its lots, are never more than its offline_cap (rule O8).
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
--> statement-breakpoint
CREATE TRIGGER lots_withdrawn_once BEFORE UPDATE OF withdrawn_at ON lots
WHEN OLD.withdrawn_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_LOT_WITHDRAWN');
END;
--> statement-breakpoint
CREATE TRIGGER redemptions_final BEFORE DELETE ON redemptions
WHEN NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_REDEMPTIONS_FINAL');
END;
--> statement-breakpoint
-- A row of an attempt changes in four ways: a pass is annulled once, a refusal that repeats counts up, an exit counts the
-- guests of an entry that was handed in after it (rule G9), and what a guest answered is emptied when the guest is erased.
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
--> statement-breakpoint
CREATE TRIGGER ticket_changes_final BEFORE UPDATE ON ticket_changes
BEGIN
  SELECT RAISE(ABORT, 'E_TICKET_CHANGES_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER timecards_version BEFORE UPDATE ON timecards
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER timecards_still_no_overlap BEFORE UPDATE OF clock_in_at, clock_out_at ON timecards
WHEN EXISTS (
  SELECT 1 FROM timecards WHERE tenant_id = NEW.tenant_id AND employee_id = NEW.employee_id
    AND timecard_id <> NEW.timecard_id
    AND clock_in_at < COALESCE(NEW.clock_out_at, 9000000000000000)
    AND COALESCE(clock_out_at, 9000000000000000) > NEW.clock_in_at)
BEGIN
  SELECT RAISE(ABORT, 'E_TIMECARD_OVERLAP');
END;
--> statement-breakpoint
CREATE TRIGGER timecards_no_overlap BEFORE INSERT ON timecards
WHEN (EXISTS (
  SELECT 1 FROM timecards WHERE tenant_id = NEW.tenant_id AND employee_id = NEW.employee_id
    AND clock_in_at < COALESCE(NEW.clock_out_at, 9000000000000000)
    AND COALESCE(clock_out_at, 9000000000000000) > NEW.clock_in_at))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_TIMECARD_OVERLAP');
END;
