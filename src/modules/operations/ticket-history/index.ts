export { wholeTickets } from "./service/whole.ts";
