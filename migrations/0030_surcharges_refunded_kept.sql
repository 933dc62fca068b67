-- What of surcharges went back before it was kept beside them: with a void all of it, else what refunds say.
UPDATE payments SET surcharge_refunded = iif(status = 'refunded', surcharge, COALESCE((
  SELECT SUM(part.value ->> '$.surcharge') FROM refunds r, json_each(r.payments) part
  WHERE r.tenant_id = payments.tenant_id AND r.sale_id = payments.sale_id AND r.status <> 'cancelled'
    AND part.value ->> '$.payment_no' = payments.payment_no), 0))
WHERE surcharge > 0;
