CREATE TRIGGER audits_no_delete BEFORE DELETE ON audits
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;
--> statement-breakpoint
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
CREATE TRIGGER devices_version BEFORE UPDATE ON devices
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
CREATE TRIGGER drawer_entries_need_open_shift BEFORE INSERT ON drawer_entries
WHEN NOT EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND shift_id = NEW.shift_id AND closed_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_CLOSED');
END;
--> statement-breakpoint
CREATE TRIGGER drawer_entries_final BEFORE UPDATE ON drawer_entries
BEGIN
  SELECT RAISE(ABORT, 'E_DRAWER_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER redemptions_final BEFORE DELETE ON redemptions
BEGIN
  SELECT RAISE(ABORT, 'E_REDEMPTIONS_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER pairings_zone BEFORE INSERT ON pairings
WHEN NEW.zone_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = NEW.zone_id AND store_id = NEW.store_id)
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER packages_tax BEFORE INSERT ON packages
WHEN NEW.tax_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM taxes WHERE tenant_id = NEW.tenant_id AND tax_id = NEW.tax_id AND active = 1)
BEGIN
  SELECT RAISE(ABORT, 'E_TAX_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER audits_in_order BEFORE INSERT ON audits
WHEN NEW.hash IS NOT NULL OR NEW.sequence IS NOT (
  SELECT COALESCE(MAX(sequence), 0) + 1 FROM audits WHERE tenant_id = NEW.tenant_id)
BEGIN
  SELECT RAISE(ABORT, 'E_AUDIT_APPEND_ONLY');
END;
--> statement-breakpoint
CREATE TRIGGER devices_need_sound_pairing BEFORE INSERT ON devices
WHEN EXISTS (
  SELECT 1 FROM pairings
  WHERE tenant_id = NEW.tenant_id AND pairing_id = NEW.pairing_id AND revoked_at IS NOT NULL)
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
