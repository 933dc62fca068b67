-- The first sale of a store, a device and a seller in each stretch of 2^20 ms is found by them, however a sale comes here.
CREATE TRIGGER sales_spans AFTER INSERT ON sales
WHEN NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL)
BEGIN
  INSERT OR IGNORE INTO sale_spans (tenant_id, holder_id, sold_span, id_span)
  VALUES
    (NEW.tenant_id, NEW.store_id, NEW.sold_at / 1048576, substr(NEW.sale_id, 1, 6)),
    (NEW.tenant_id, NEW.device_id, NEW.sold_at / 1048576, substr(NEW.sale_id, 1, 6)),
    (NEW.tenant_id, NEW.cashier_id, NEW.sold_at / 1048576, substr(NEW.sale_id, 1, 6));
END;
--> statement-breakpoint
INSERT OR IGNORE INTO sale_spans (tenant_id, holder_id, sold_span, id_span)
SELECT tenant_id, store_id, sold_at / 1048576, substr(sale_id, 1, 6) FROM sales
UNION SELECT tenant_id, device_id, sold_at / 1048576, substr(sale_id, 1, 6) FROM sales
UNION SELECT tenant_id, cashier_id, sold_at / 1048576, substr(sale_id, 1, 6) FROM sales;
