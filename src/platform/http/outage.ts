/** Outages of objects: an object that cannot answer now causes 503, and the same request may be sent again (rule I3). */

import { AppError, errors } from "../../shared/errors.ts";

/**
 * E_UNAVAILABLE for an error from a call to an object, where errors lose their class: the object is overloaded, was
 * ended or moved, or could not reach D1. Undefined for any other error.
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
