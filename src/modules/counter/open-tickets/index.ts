export { openTicketErrors, type ParkedItem } from "./domain.ts";
export {
  CART_RACES,
  carriedOver,
  cartsOfCustomers,
  closeAsSold,
  forgetCustomers,
  getOpenTicket,
  parkCart,
  replaceCart,
  requireOpen,
} from "./service.ts";
export type { OpenTicket } from "./store.ts";
