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
