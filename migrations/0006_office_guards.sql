-- One writer at a time moves the place of the roll-ups, so a page of events counts once.
CREATE TRIGGER report_places_version BEFORE UPDATE ON report_places
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_REPORT_PLACE');
END;
