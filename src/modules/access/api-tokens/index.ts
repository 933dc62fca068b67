export { reloadTokens } from "./service/objects.ts";
