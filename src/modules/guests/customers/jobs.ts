/** Cron jobs: renew search keys of an earlier form, within a day. */

import { dailyPortions } from "../../../platform/queue/daily.ts";
import { renewKeys } from "./service/keys.ts";

export const jobs = [dailyPortions("renew-search-keys", "search keys not renewed yet", renewKeys)];
