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
