/** `npm run schema`: writes schema.sql from the migrations. */
import { exitWithError } from "../local/command-error.ts";
import { writeSchema } from "./schema-file.ts";

try {
  writeSchema();
} catch (error) {
  exitWithError(error);
}
