/** A call at the console's origin: the request, the API behind it, the time, and its cookies. */
import type { Jar } from "./cookie.ts";

export interface Api {
  fetch(request: Request): Promise<Response> | Response;
}

export interface Call {
  request: Request;
  api: Api;
  /** Epoch ms. */
  now: number;
  jar: Jar;
}
