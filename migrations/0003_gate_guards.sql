UPDATE tickets SET lasting = 1 WHERE valid_to IS NULL OR valid_to - issued_at > 2678400000;
--> statement-breakpoint
CREATE TRIGGER redemptions_facts BEFORE UPDATE ON redemptions
WHEN OLD.annulled_at IS NOT NULL OR NEW.annulled_at IS NULL
  OR NEW.tenant_id IS NOT OLD.tenant_id OR NEW.redemption_id IS NOT OLD.redemption_id
  OR NEW.scan_id IS NOT OLD.scan_id OR NEW.ticket_id IS NOT OLD.ticket_id OR NEW.store_id IS NOT OLD.store_id
  OR NEW.device_id IS NOT OLD.device_id OR NEW.result IS NOT OLD.result OR NEW.reason IS NOT OLD.reason
  OR NEW.forced IS NOT OLD.forced OR NEW.direction IS NOT OLD.direction OR NEW.party IS NOT OLD.party
  OR NEW.happened_at IS NOT OLD.happened_at OR NEW.received_at IS NOT OLD.received_at
BEGIN
  SELECT RAISE(ABORT, 'E_REDEMPTIONS_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER late_entries_need_closed_shift BEFORE INSERT ON late_entries
WHEN NOT EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND shift_id = NEW.shift_id AND closed_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_OPEN');
END;
--> statement-breakpoint
CREATE TRIGGER late_entries_final BEFORE UPDATE ON late_entries
BEGIN
  SELECT RAISE(ABORT, 'E_DRAWER_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER timecards_version BEFORE UPDATE ON timecards
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER ticket_changes_final BEFORE UPDATE ON ticket_changes
BEGIN
  SELECT RAISE(ABORT, 'E_TICKET_CHANGES_FINAL');
END;
