CREATE TRIGGER alerts_version BEFORE UPDATE ON alerts
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER alerts_forward BEFORE UPDATE OF status ON alerts
WHEN (OLD.status = 'resolved' AND NEW.status <> 'resolved') OR (OLD.status = 'acknowledged' AND NEW.status = 'open')
BEGIN
  SELECT RAISE(ABORT, 'E_ALERT_BACK');
END;
--> statement-breakpoint
CREATE TRIGGER alert_rules_most BEFORE INSERT ON alert_rules
WHEN (SELECT COUNT(*) FROM alert_rules WHERE tenant_id = NEW.tenant_id) >= 50
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_RULES');
END;
--> statement-breakpoint
CREATE TRIGGER webhooks_version BEFORE UPDATE ON webhooks
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER webhooks_limit BEFORE INSERT ON webhooks
WHEN (SELECT COUNT(*) FROM webhooks WHERE tenant_id = NEW.tenant_id) >= 20
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_WEBHOOK_LIMIT');
END;
