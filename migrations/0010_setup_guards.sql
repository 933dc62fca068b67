-- A person has at most 10 tokens, and a tenant's integrations 50, that are not revoked (MOST_TOKENS). A person's tokens of
-- another epoch are void and do not count. A restore brings its rows back as they were.
CREATE TRIGGER api_tokens_limit BEFORE INSERT ON api_tokens
WHEN (SELECT COUNT(*) FROM api_tokens k WHERE k.tenant_id = NEW.tenant_id AND k.employee_id IS NEW.employee_id
    AND k.employee_epoch IS NEW.employee_epoch AND k.revoked_at IS NULL AND k.expires_at > NEW.created_at)
  >= CASE NEW.kind WHEN 'personal' THEN 10 ELSE 50 END
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_TOKEN_LIMIT');
END;
--> statement-breakpoint
-- Of two revocations one lands; the other finds it revoked.
CREATE TRIGGER api_tokens_ended BEFORE UPDATE OF revoked_at ON api_tokens
WHEN OLD.revoked_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_TOKEN_ENDED');
END;
--> statement-breakpoint
-- Nothing makes a token longer or wider than it was made.
CREATE TRIGGER api_tokens_fixed BEFORE UPDATE OF kind, employee_id, employee_epoch, permissions, store_ids, secret_hash,
  created_at, created_by, expires_at ON api_tokens
BEGIN
  SELECT RAISE(ABORT, 'E_TOKEN_FIXED');
END;
--> statement-breakpoint
CREATE TRIGGER device_rehearsals_at_once BEFORE INSERT ON device_rehearsals
WHEN (SELECT COUNT(*) FROM device_rehearsals
      WHERE tenant_id = NEW.tenant_id AND store_id = NEW.store_id AND ended_at IS NULL AND ends_at > NEW.started_at) >= 3
  AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_REHEARSAL_LIMIT');
END;
--> statement-breakpoint
CREATE TRIGGER device_rehearsals_end_once BEFORE UPDATE ON device_rehearsals
WHEN OLD.ended_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_REHEARSAL_ENDED');
END;
--> statement-breakpoint
-- Guards of pictures. A row that a restore brings back stood under its guard when it was written, so it passes.
CREATE TRIGGER pictures_quota BEFORE INSERT ON pictures
WHEN NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
  AND (SELECT COUNT(*) FILTER (WHERE removed_at IS NULL) >= 200 OR COUNT(*) >= 400
         OR COALESCE(SUM(bytes) FILTER (WHERE removed_at IS NULL), 0) + NEW.bytes > 50000000
       FROM pictures WHERE tenant_id = NEW.tenant_id)
BEGIN
  SELECT RAISE(ABORT, 'E_PICTURE_QUOTA');
END;
--> statement-breakpoint
-- A picture that a package or a template names is left out of the sweep, also one that was named a moment ago.
CREATE TRIGGER pictures_in_use BEFORE UPDATE OF removed_at ON pictures
WHEN NEW.removed_at IS NOT NULL AND OLD.removed_at IS NULL AND (
  EXISTS (SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id
            AND image_url = '/v1/pictures/' || NEW.tenant_id || '/' || NEW.picture_id)
  OR EXISTS (SELECT 1 FROM receipt_templates WHERE tenant_id = NEW.tenant_id
            AND logo_url = '/v1/pictures/' || NEW.tenant_id || '/' || NEW.picture_id))
BEGIN
  SELECT RAISE(IGNORE);
END;
