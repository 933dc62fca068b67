ALTER TABLE `packages` ADD `open_price` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `packages` ADD `min_price` integer;--> statement-breakpoint
ALTER TABLE `packages` ADD `max_price` integer;