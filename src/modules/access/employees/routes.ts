/** Routes of employees: those of one's own stand first, so that `me` is taken for nobody's id. */

import { routes as own } from "../sessions/routes/own.ts";
import { routes as people } from "./routes/people.ts";

export const routes = [...own, ...people];
