/** Wire shapes of the fleet. */

export { Alert, AlertParams, AlertQuery } from "../../access/alerts/wire.ts";
