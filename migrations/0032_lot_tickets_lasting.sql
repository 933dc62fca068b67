-- Tickets from lots bear the time of their lot: those that end more than 31 days after it are found by their end (rule O8).
UPDATE tickets SET lasting = 1
WHERE lasting = 0 AND lot_no IS NOT NULL AND valid_to - 2678400000 > (
  SELECT created_at FROM lots WHERE lots.tenant_id = tickets.tenant_id AND lots.lot_id = tickets.lot_no);
