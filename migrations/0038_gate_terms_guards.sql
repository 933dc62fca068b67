-- A row of an attempt changes in four ways: a pass is annulled once, a refusal that repeats counts up, an exit counts the
-- guests of an entry that was handed in after it (rule G9), and what a guest answered is emptied when the guest is erased.
DROP TRIGGER redemptions_facts;
--> statement-breakpoint
CREATE TRIGGER redemptions_facts BEFORE UPDATE ON redemptions
WHEN NOT (
    (OLD.annulled_at IS NULL AND NEW.annulled_at IS NOT NULL AND NEW.count IS OLD.count AND NEW.last_at IS OLD.last_at
      AND NEW.party IS OLD.party AND NEW.answers IS OLD.answers)
    OR (NEW.count > OLD.count AND NEW.last_at IS NOT NULL AND OLD.result = 'fail'
      AND NEW.annulled_at IS OLD.annulled_at AND NEW.annulled_by IS OLD.annulled_by AND NEW.party IS OLD.party
      AND NEW.answers IS OLD.answers)
    OR (OLD.direction = 'exit' AND OLD.result = 'pass' AND NEW.count IS OLD.count AND NEW.last_at IS OLD.last_at
      AND NEW.annulled_at IS OLD.annulled_at AND NEW.annulled_by IS OLD.annulled_by AND NEW.answers IS OLD.answers)
    OR (OLD.answers IS NOT NULL AND NEW.answers IS NULL AND NEW.count IS OLD.count AND NEW.last_at IS OLD.last_at
      AND NEW.annulled_at IS OLD.annulled_at AND NEW.annulled_by IS OLD.annulled_by AND NEW.party IS OLD.party))
  OR NEW.tenant_id IS NOT OLD.tenant_id OR NEW.redemption_id IS NOT OLD.redemption_id
  OR NEW.scan_id IS NOT OLD.scan_id OR NEW.ticket_id IS NOT OLD.ticket_id OR NEW.store_id IS NOT OLD.store_id
  OR NEW.device_id IS NOT OLD.device_id OR NEW.result IS NOT OLD.result OR NEW.reason IS NOT OLD.reason
  OR NEW.forced IS NOT OLD.forced OR NEW.direction IS NOT OLD.direction
  OR NEW.happened_at IS NOT OLD.happened_at OR NEW.received_at IS NOT OLD.received_at
BEGIN
  SELECT RAISE(ABORT, 'E_REDEMPTIONS_FINAL');
END;
