export { MAX_LOT } from "./domain.ts";
export { LOT_EVENTS } from "./events.ts";
export { listBlanks, listBlanksNow } from "./service/listed.ts";
export { blanksFor, hasReserved } from "./service/lots.ts";
