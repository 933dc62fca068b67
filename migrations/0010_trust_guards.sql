CREATE TRIGGER employee_totps_version BEFORE UPDATE ON employee_totps
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER memberships_keep_an_owner BEFORE UPDATE ON memberships
WHEN OLD.active = 1 AND EXISTS (SELECT 1 FROM json_each(OLD.roles) WHERE value = 'owner')
  AND (NEW.active = 0 OR NOT EXISTS (SELECT 1 FROM json_each(NEW.roles) WHERE value = 'owner'))
  AND EXISTS (SELECT 1 FROM employees WHERE tenant_id = OLD.tenant_id AND employee_id = OLD.employee_id AND status = 'active')
  AND NOT EXISTS (
    SELECT 1 FROM employees e
    JOIN memberships m ON m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id AND m.active = 1, json_each(m.roles) r
    WHERE e.tenant_id = OLD.tenant_id AND e.status = 'active' AND r.value = 'owner'
      AND NOT (e.employee_id = OLD.employee_id AND m.store_id = OLD.store_id))
BEGIN
  SELECT RAISE(ABORT, 'E_LAST_OWNER');
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
CREATE TRIGGER approval_requests_decided_once BEFORE UPDATE ON approval_requests
WHEN OLD.status <> 'pending'
BEGIN
  SELECT RAISE(ABORT, 'E_APPROVAL_DECIDED');
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
CREATE TRIGGER payments_refunded BEFORE UPDATE OF refunded ON payments
WHEN NEW.refunded + iif(NEW.status = 'pending', NEW.settled, 0) > NEW.amount OR NEW.refunded < 0
BEGIN
  SELECT RAISE(ABORT, 'E_OVER_REFUND');
END;
--> statement-breakpoint
-- What a refund took off an account is owed no more, so it is not to be settled.
DROP TRIGGER payments_settled;
--> statement-breakpoint
CREATE TRIGGER payments_settled BEFORE UPDATE OF settled ON payments
WHEN NEW.settled + iif(NEW.status = 'pending', NEW.refunded, 0) > NEW.amount OR NEW.settled < 0
BEGIN
  SELECT RAISE(ABORT, 'E_OVERPAID');
END;
--> statement-breakpoint
CREATE TRIGGER backups_version BEFORE UPDATE ON backups
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
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
-- A cart that is sold, cancelled or expired is what it was; only what may say something of a guest is forgotten.
DROP TRIGGER open_tickets_open;
--> statement-breakpoint
CREATE TRIGGER open_tickets_open BEFORE UPDATE ON open_tickets
WHEN OLD.status <> 'open' AND (NEW.name IS NOT NULL OR NEW.note IS NOT NULL OR NEW.status IS NOT OLD.status
  OR NEW.version IS NOT OLD.version OR NEW.items IS NOT OLD.items OR NEW.promo_codes IS NOT OLD.promo_codes
  OR NEW.customer_id IS NOT OLD.customer_id OR NEW.grand_total IS NOT OLD.grand_total OR NEW.sale_id IS NOT OLD.sale_id
  OR NEW.updated_at IS NOT OLD.updated_at OR NEW.updated_by IS NOT OLD.updated_by OR NEW.expires_at IS NOT OLD.expires_at)
BEGIN
  SELECT RAISE(ABORT, 'E_OPEN_TICKET_CLOSED');
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
-- What lies in a file may go, and the records of a tenant whose time is over; nothing else.
DROP TRIGGER audits_no_delete;
--> statement-breakpoint
CREATE TRIGGER audits_no_delete BEFORE DELETE ON audits
WHEN OLD.sequence > COALESCE((
    SELECT through_sequence FROM audit_archives WHERE tenant_id = OLD.tenant_id ORDER BY from_sequence DESC LIMIT 1), 0)
  AND NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
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
DROP TRIGGER redemptions_final;
--> statement-breakpoint
CREATE TRIGGER redemptions_final BEFORE DELETE ON redemptions
WHEN NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_REDEMPTIONS_FINAL');
END;
--> statement-breakpoint
DROP TRIGGER day_closes_kept;
--> statement-breakpoint
CREATE TRIGGER day_closes_kept BEFORE DELETE ON day_closes
WHEN NOT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = OLD.tenant_id AND status = 'purged')
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_FINAL');
END;
--> statement-breakpoint
-- Rows of a backup come back as they were: their guards stood when they were written.
DROP TRIGGER drawer_entries_need_open_shift;
--> statement-breakpoint
CREATE TRIGGER drawer_entries_need_open_shift BEFORE INSERT ON drawer_entries
WHEN (NOT EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND shift_id = NEW.shift_id AND closed_at IS NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_CLOSED');
END;
--> statement-breakpoint
DROP TRIGGER pairings_zone;
--> statement-breakpoint
CREATE TRIGGER pairings_zone BEFORE INSERT ON pairings
WHEN (NEW.zone_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = NEW.zone_id AND store_id = NEW.store_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
--> statement-breakpoint
DROP TRIGGER packages_tax;
--> statement-breakpoint
CREATE TRIGGER packages_tax BEFORE INSERT ON packages
WHEN (NEW.tax_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM taxes WHERE tenant_id = NEW.tenant_id AND tax_id = NEW.tax_id AND active = 1))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_TAX_UNKNOWN');
END;
--> statement-breakpoint
DROP TRIGGER audits_in_order;
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
DROP TRIGGER devices_need_sound_pairing;
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
DROP TRIGGER late_entries_need_closed_shift;
--> statement-breakpoint
CREATE TRIGGER late_entries_need_closed_shift BEFORE INSERT ON late_entries
WHEN (NOT EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND shift_id = NEW.shift_id AND closed_at IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_OPEN');
END;
--> statement-breakpoint
DROP TRIGGER pricing_rules_known;
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
DROP TRIGGER pricing_rules_zones;
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
DROP TRIGGER price_list_items_known;
--> statement-breakpoint
CREATE TRIGGER price_list_items_known BEFORE INSERT ON price_list_items
WHEN (NOT EXISTS (SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = NEW.package_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;
--> statement-breakpoint
DROP TRIGGER packages_category;
--> statement-breakpoint
CREATE TRIGGER packages_category BEFORE INSERT ON packages
WHEN (NEW.category_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM categories WHERE tenant_id = NEW.tenant_id AND category_id = NEW.category_id))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_CATEGORY_UNKNOWN');
END;
--> statement-breakpoint
DROP TRIGGER customer_entries_points;
--> statement-breakpoint
CREATE TRIGGER customer_entries_points BEFORE INSERT ON customer_entries
WHEN (NEW.kind = 'burn' AND COALESCE((
  SELECT points FROM customers WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.customer_id AND active = 1), 0) + NEW.points < 0)
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_POINTS_SHORT');
END;
--> statement-breakpoint
DROP TRIGGER customer_entries_sums;
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
DROP TRIGGER timecards_no_overlap;
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
--> statement-breakpoint
DROP TRIGGER day_closes_drawers_closed;
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
DROP TRIGGER day_closes_miss_nothing;
--> statement-breakpoint
CREATE TRIGGER day_closes_miss_nothing BEFORE INSERT ON day_closes
WHEN (json_array_length(NEW.shift_ids) IS NOT (
  SELECT COUNT(*) FROM shifts WHERE tenant_id = NEW.tenant_id AND store_id = NEW.store_id
    AND business_date = NEW.business_date))
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_MISSED');
END;
