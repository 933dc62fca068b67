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
-- A sale of an outage that is held is released once (rule O7).
CREATE TRIGGER sales_released_once BEFORE UPDATE OF released_at ON sales
WHEN OLD.released_at IS NOT NULL OR OLD.held_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'E_SALE_RELEASED');
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
