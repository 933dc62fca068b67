ALTER TABLE `devices` ADD `notes` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `address` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `phone` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `opening_hours` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `supported_tenders` text;--> statement-breakpoint
ALTER TABLE `tenants` ADD `time_zone` text DEFAULT 'Asia/Bangkok' NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `currency` text DEFAULT 'THB' NOT NULL;