-- One writer at a time moves the place of the roll-ups, so a page of events counts once.
CREATE TRIGGER report_places_version BEFORE UPDATE ON report_places
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_REPORT_PLACE');
END;
--> statement-breakpoint
DROP TRIGGER webhooks_version;
--> statement-breakpoint
-- Every event that the outbox gave to webhooks has its deliveries.
UPDATE webhooks SET from_sequence = MAX(from_sequence, COALESCE((
  SELECT MAX(sequence) FROM outbox_cursors WHERE tenant_id = webhooks.tenant_id AND consumer IN ('*', 'webhooks')), 0));
--> statement-breakpoint
-- The place of an endpoint is bookkeeping, and moves without a version.
CREATE TRIGGER webhooks_version BEFORE UPDATE OF url, events, description, status, disabled_reason, sealed_secret,
  sealed_previous, previous_until, updated_at, version ON webhooks
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
