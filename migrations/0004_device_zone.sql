CREATE TRIGGER devices_zone BEFORE UPDATE OF zone_id ON devices
WHEN NEW.zone_id IS NOT NULL AND NEW.zone_id IS NOT OLD.zone_id AND NOT EXISTS (
  SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = NEW.zone_id AND store_id = NEW.store_id)
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
