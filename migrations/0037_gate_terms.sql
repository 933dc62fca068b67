ALTER TABLE `packages` ADD `uses_per_day` integer;--> statement-breakpoint
ALTER TABLE `packages` ADD `max_days` integer;--> statement-breakpoint
ALTER TABLE `packages` ADD `tolerance_before_min` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `packages` ADD `tolerance_after_min` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `packages` ADD `attention` text;--> statement-breakpoint
ALTER TABLE `packages` ADD `min_height_cm` integer;--> statement-breakpoint
ALTER TABLE `packages` ADD `max_height_cm` integer;--> statement-breakpoint
ALTER TABLE `packages` ADD `min_age_years` integer;--> statement-breakpoint
ALTER TABLE `packages` ADD `max_age_years` integer;--> statement-breakpoint
ALTER TABLE `packages` ADD `questions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `zones` ADD `max_people` integer;--> statement-breakpoint
ALTER TABLE `redemptions` ADD `answers` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `days` text;