-- What a customer used of rules that are capped for each customer goes where the customer goes: uses add up (rule P3).
-- Two merges at once each move what is there when they run; a cap that the sum passes is used up.
CREATE TRIGGER customers_merged_uses AFTER UPDATE OF merged_into ON customers
WHEN NEW.merged_into IS NOT NULL AND OLD.merged_into IS NULL
BEGIN
  INSERT INTO rule_uses (tenant_id, rule_id, bucket, used, cap)
    SELECT tenant_id, rule_id, 'customer:' || NEW.merged_into, used, cap FROM rule_uses
    WHERE tenant_id = NEW.tenant_id AND bucket = 'customer:' || NEW.customer_id
      AND rule_id IN (SELECT rule_id FROM pricing_rules WHERE tenant_id = NEW.tenant_id)
    ON CONFLICT (tenant_id, rule_id, bucket)
      DO UPDATE SET used = used + excluded.used, cap = MAX(cap, used + excluded.used);
  DELETE FROM rule_uses
    WHERE tenant_id = NEW.tenant_id AND bucket = 'customer:' || NEW.customer_id
      AND rule_id IN (SELECT rule_id FROM pricing_rules WHERE tenant_id = NEW.tenant_id);
END;
