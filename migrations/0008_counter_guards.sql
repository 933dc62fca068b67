CREATE TRIGGER sales_voided_once BEFORE UPDATE OF voided_at ON sales
WHEN OLD.voided_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'E_SALE_VOIDED');
END;
--> statement-breakpoint
CREATE TRIGGER payments_status BEFORE UPDATE OF status ON payments
WHEN NEW.status IS NOT OLD.status
  AND OLD.status || '>' || NEW.status NOT IN ('pending>captured', 'pending>failed', 'captured>failed', 'captured>refunded')
BEGIN
  SELECT RAISE(ABORT, 'E_PAYMENT_STATE');
END;
--> statement-breakpoint
CREATE TRIGGER payments_settled BEFORE UPDATE OF settled ON payments
WHEN NEW.settled > NEW.amount OR NEW.settled < 0
BEGIN
  SELECT RAISE(ABORT, 'E_OVERPAID');
END;
--> statement-breakpoint
CREATE TRIGGER pricing_rules_known BEFORE INSERT ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.package_ids) i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value))
  OR EXISTS (
  SELECT 1 FROM json_each(NEW.params, '$.parts') i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value ->> '$.package_id'))
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER pricing_rules_still_known BEFORE UPDATE OF package_ids, params ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.package_ids) i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value))
  OR EXISTS (
  SELECT 1 FROM json_each(NEW.params, '$.parts') i WHERE NOT EXISTS (
    SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = i.value ->> '$.package_id'))
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER pricing_rules_zones BEFORE INSERT ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.zone_ids) i WHERE NOT EXISTS (
    SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = i.value))
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER pricing_rules_zones_still BEFORE UPDATE OF zone_ids ON pricing_rules
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.zone_ids) i WHERE NOT EXISTS (
    SELECT 1 FROM zones WHERE tenant_id = NEW.tenant_id AND zone_id = i.value))
BEGIN
  SELECT RAISE(ABORT, 'E_ZONE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER price_list_items_known BEFORE INSERT ON price_list_items
WHEN NOT EXISTS (SELECT 1 FROM packages WHERE tenant_id = NEW.tenant_id AND package_id = NEW.package_id)
BEGIN
  SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER pricing_revisions_one_by_one BEFORE UPDATE ON pricing_revisions
WHEN NEW.revision IS NOT OLD.revision + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER packages_tax_still BEFORE UPDATE OF tax_id ON packages
WHEN NEW.tax_id IS NOT NULL AND NEW.tax_id IS NOT OLD.tax_id AND NOT EXISTS (
  SELECT 1 FROM taxes WHERE tenant_id = NEW.tenant_id AND tax_id = NEW.tax_id AND active = 1)
BEGIN
  SELECT RAISE(ABORT, 'E_TAX_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER packages_category BEFORE INSERT ON packages
WHEN NEW.category_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM categories WHERE tenant_id = NEW.tenant_id AND category_id = NEW.category_id)
BEGIN
  SELECT RAISE(ABORT, 'E_CATEGORY_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER packages_category_still BEFORE UPDATE OF category_id ON packages
WHEN NEW.category_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM categories WHERE tenant_id = NEW.tenant_id AND category_id = NEW.category_id)
BEGIN
  SELECT RAISE(ABORT, 'E_CATEGORY_UNKNOWN');
END;
--> statement-breakpoint
CREATE TRIGGER open_tickets_open BEFORE UPDATE ON open_tickets
WHEN OLD.status <> 'open'
BEGIN
  SELECT RAISE(ABORT, 'E_OPEN_TICKET_CLOSED');
END;
--> statement-breakpoint
CREATE TRIGGER open_tickets_version BEFORE UPDATE ON open_tickets
WHEN OLD.status = 'open' AND NEW.version IS NOT OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'E_STALE_VERSION');
END;
--> statement-breakpoint
CREATE TRIGGER customer_entries_points BEFORE INSERT ON customer_entries
WHEN NEW.kind = 'burn' AND COALESCE((
  SELECT points FROM customers WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.customer_id AND active = 1), 0) + NEW.points < 0
BEGIN
  SELECT RAISE(ABORT, 'E_POINTS_SHORT');
END;
--> statement-breakpoint
CREATE TRIGGER customer_entries_sums AFTER INSERT ON customer_entries
BEGIN
  UPDATE customers SET spend_total = spend_total + NEW.spend, visits_count = visits_count + NEW.visits,
    points = points + NEW.points,
    last_visit_at = iif(NEW.visits > 0, MAX(COALESCE(last_visit_at, 0), NEW.at), last_visit_at)
  WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.customer_id;
END;
--> statement-breakpoint
CREATE TRIGGER customer_entries_final BEFORE UPDATE ON customer_entries
BEGIN
  SELECT RAISE(ABORT, 'E_CUSTOMER_ENTRIES_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER timecards_no_overlap BEFORE INSERT ON timecards
WHEN EXISTS (
  SELECT 1 FROM timecards WHERE tenant_id = NEW.tenant_id AND employee_id = NEW.employee_id
    AND clock_in_at < COALESCE(NEW.clock_out_at, 9000000000000000)
    AND COALESCE(clock_out_at, 9000000000000000) > NEW.clock_in_at)
BEGIN
  SELECT RAISE(ABORT, 'E_TIMECARD_OVERLAP');
END;
--> statement-breakpoint
CREATE TRIGGER timecards_still_no_overlap BEFORE UPDATE OF clock_in_at, clock_out_at ON timecards
WHEN EXISTS (
  SELECT 1 FROM timecards WHERE tenant_id = NEW.tenant_id AND employee_id = NEW.employee_id
    AND timecard_id <> NEW.timecard_id
    AND clock_in_at < COALESCE(NEW.clock_out_at, 9000000000000000)
    AND COALESCE(clock_out_at, 9000000000000000) > NEW.clock_in_at)
BEGIN
  SELECT RAISE(ABORT, 'E_TIMECARD_OVERLAP');
END;
--> statement-breakpoint
CREATE TRIGGER day_closes_drawers_closed BEFORE INSERT ON day_closes
WHEN EXISTS (
  SELECT 1 FROM shifts WHERE tenant_id = NEW.tenant_id AND store_id = NEW.store_id
    AND business_date = NEW.business_date AND closed_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'E_SHIFT_OPEN');
END;
--> statement-breakpoint
CREATE TRIGGER day_closes_miss_nothing BEFORE INSERT ON day_closes
WHEN json_array_length(NEW.shift_ids) IS NOT (
  SELECT COUNT(*) FROM shifts WHERE tenant_id = NEW.tenant_id AND store_id = NEW.store_id
    AND business_date = NEW.business_date)
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_MISSED');
END;
--> statement-breakpoint
CREATE TRIGGER day_closes_final BEFORE UPDATE ON day_closes
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_FINAL');
END;
--> statement-breakpoint
CREATE TRIGGER day_closes_kept BEFORE DELETE ON day_closes
BEGIN
  SELECT RAISE(ABORT, 'E_DAY_FINAL');
END;
