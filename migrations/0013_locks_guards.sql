-- A row of an attempt changes twice at most in kind: a pass is annulled once, and a refusal that repeats counts up.
DROP TRIGGER redemptions_facts;
--> statement-breakpoint
CREATE TRIGGER redemptions_facts BEFORE UPDATE ON redemptions
WHEN NOT (
    (OLD.annulled_at IS NULL AND NEW.annulled_at IS NOT NULL AND NEW.count IS OLD.count AND NEW.last_at IS OLD.last_at)
    OR (NEW.count > OLD.count AND NEW.last_at IS NOT NULL AND OLD.result = 'fail'
      AND NEW.annulled_at IS OLD.annulled_at AND NEW.annulled_by IS OLD.annulled_by))
  OR NEW.tenant_id IS NOT OLD.tenant_id OR NEW.redemption_id IS NOT OLD.redemption_id
  OR NEW.scan_id IS NOT OLD.scan_id OR NEW.ticket_id IS NOT OLD.ticket_id OR NEW.store_id IS NOT OLD.store_id
  OR NEW.device_id IS NOT OLD.device_id OR NEW.result IS NOT OLD.result OR NEW.reason IS NOT OLD.reason
  OR NEW.forced IS NOT OLD.forced OR NEW.direction IS NOT OLD.direction OR NEW.party IS NOT OLD.party
  OR NEW.happened_at IS NOT OLD.happened_at OR NEW.received_at IS NOT OLD.received_at
BEGIN
  SELECT RAISE(ABORT, 'E_REDEMPTIONS_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER settings_version BEFORE UPDATE ON settings
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER approval_requirements_version BEFORE UPDATE ON approval_requirements
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
-- Who sells reads guests and sales from now on by permissions of their own; who looks over others' work changes guests too.
UPDATE roles SET version = version + 1, permissions = (
  SELECT json_group_array(value) FROM (
    SELECT value FROM json_each(roles.permissions)
    UNION SELECT 'guests_read'
    UNION SELECT 'sales_read'
    UNION SELECT 'guests_write' WHERE EXISTS (
      SELECT 1 FROM json_each(roles.permissions) WHERE value IN ('approve', 'refund', 'void'))))
WHERE EXISTS (SELECT 1 FROM json_each(roles.permissions) WHERE value = 'sell');
