export { listTenantUsage, listUsage } from "./service.ts";
