import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: ["./src/platform/db/tables.ts", "./src/modules/*/*/tables.ts"],
  out: "./migrations",
});
