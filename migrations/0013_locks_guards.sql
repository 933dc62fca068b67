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
--> statement-breakpoint
-- An owner is held at the tenant: whoever owns one store owns each that is or comes, and is taken off in all of them at once.
-- A restore puts back what was there, and is left alone.
DROP TRIGGER memberships_keep_an_owner;
--> statement-breakpoint
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
CREATE TRIGGER stores_have_the_owners AFTER INSERT ON stores
WHEN NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  INSERT INTO memberships (tenant_id, employee_id, store_id, roles, active)
  SELECT DISTINCT m.tenant_id, m.employee_id, NEW.store_id, '["owner"]', 1
  FROM memberships m, json_each(m.roles) r
  WHERE m.tenant_id = NEW.tenant_id AND m.active = 1 AND r.value = 'owner';
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
CREATE TRIGGER employees_pin_is_no_longer_waited_for AFTER UPDATE OF pin_hash ON employees
WHEN NEW.pin_hash <> OLD.pin_hash
BEGIN
  DELETE FROM pin_resets WHERE tenant_id = NEW.tenant_id AND employee_id = NEW.employee_id;
END;
--> statement-breakpoint
INSERT INTO memberships (tenant_id, employee_id, store_id, roles, active)
SELECT DISTINCT m.tenant_id, m.employee_id, s.store_id, '["owner"]', 1
FROM memberships m, json_each(m.roles) r JOIN stores s ON s.tenant_id = m.tenant_id
WHERE m.active = 1 AND r.value = 'owner'
ON CONFLICT (tenant_id, employee_id, store_id) DO UPDATE
  SET roles = iif(memberships.active = 1, json_insert(memberships.roles, '$[#]', 'owner'), excluded.roles), active = 1
  WHERE memberships.active = 0 OR NOT EXISTS (SELECT 1 FROM json_each(memberships.roles) WHERE value = 'owner');
