export { OPEN_TICKET_STATUSES, openTicketErrors, type ParkedItem } from "./domain.ts";
export {
  cancelCart,
  carriedOver,
  cartsOfCustomers,
  closeAsSold,
  forgetCustomers,
  getOpenTicket,
  listOpenTickets,
  parkCart,
  replaceCart,
  requireOpen,
} from "./service.ts";
export type { OpenTicket } from "./store.ts";
