-- Payments from before references were compared are found by theirs, and hold nothing.
UPDATE payments SET
  reference_key = upper(replace(replace(replace(replace(replace(trim(reference), ' ', ''), '-', ''), '.', ''), '/', ''), '_', '')),
  reference_scope = sale_id || '-' || payment_no
WHERE reference IS NOT NULL AND trim(reference, ' -./_') <> '';
