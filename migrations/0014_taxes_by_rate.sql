ALTER TABLE `payments` ADD `surcharge_tax_total` integer;--> statement-breakpoint
ALTER TABLE `payments` ADD `surcharge_rate_bps` integer;--> statement-breakpoint
ALTER TABLE `refunds` ADD `taxes` text;--> statement-breakpoint
ALTER TABLE `sales` ADD `surcharge_rate_bps` integer;--> statement-breakpoint
ALTER TABLE `drawer_entries` ADD `taxes` text;--> statement-breakpoint
ALTER TABLE `late_entries` ADD `taxes` text;