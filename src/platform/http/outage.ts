/** An object that cannot answer now is an outage, not a mistake of ours: the same request may be sent again (rule I3). */

import { AppError, errors } from "../../shared/errors.ts";

/**
 * E_UNAVAILABLE for an error that crossed a call to an object and lost its class there: the object is overloaded, was
 * ended or moved, or could not reach D1. Undefined for any other.
 */
export function outageOf(cause: unknown): AppError | undefined {
  if (cause instanceof AppError || typeof cause !== "object" || cause === null) return undefined;
  const { retryable, overloaded, durableObjectReset, spec } = cause as {
    retryable?: true;
    overloaded?: true;
    durableObjectReset?: true;
    spec?: { code?: string };
  };
  const away = retryable || overloaded || durableObjectReset || spec?.code === errors.unavailable.code;
  return away ? new AppError(errors.unavailable, undefined, 1) : undefined;
}
