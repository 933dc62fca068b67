/** The shape of an entry in the registry of error codes. */

/** What an error code means on the wire. `status` is the HTTP status of rule I3; the texts say what is wrong and what to do. */
export interface ErrorSpec {
  readonly code: `E_${string}`;
  readonly status: number;
  readonly message: string;
  readonly message_th: string;
  readonly hint?: string;
}

/** Declares errors once; the same literal is thrown, listed on the route and documented. A bundle leaves out unused ones. @__NO_SIDE_EFFECTS__ */
export function defineErrors<const Specs extends Record<string, ErrorSpec>>(specs: Specs): Specs {
  return specs;
}
