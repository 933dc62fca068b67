/** Errors of the API as one kind, and the conventions of queries. */
import { QueryClient } from "@tanstack/react-query";

/** A refusal of the API, or its absence. `code` is the API's own, or OFFLINE where no answer came. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly hint: string | null;
  readonly request_id: string | null;
  /** Seconds after which another try makes sense; null where the server names none. */
  readonly retry_after_s: number | null;
  /** Messages by field, from details.fields. */
  readonly fields: Readonly<Record<string, string>>;
  /** What differs from case to case, such as the other rule of a conflict. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(refusal: {
    code: string;
    message: string;
    status: number;
    hint?: string | undefined;
    request_id?: string | null;
    retry_after_s?: number | null;
    fields?: Record<string, string>;
    details?: Record<string, unknown>;
  }) {
    super(refusal.message);
    this.code = refusal.code;
    this.status = refusal.status;
    this.hint = refusal.hint ?? null;
    this.request_id = refusal.request_id ?? null;
    this.retry_after_s = refusal.retry_after_s ?? null;
    this.fields = refusal.fields ?? {};
    this.details = refusal.details ?? {};
  }
}

/** The error of a failed call: the API's envelope where there is one. */
export function toApiError(error: unknown, response: Response | undefined): ApiError {
  if (error instanceof ApiError) return error;
  const status = response?.status ?? 0;
  const request_id = response?.headers.get("x-request-id") ?? null;
  const body = error as {
    error?: { code?: unknown; message?: unknown; hint?: unknown; details?: unknown };
    request_id?: string;
  };
  if (typeof body?.error?.code === "string") {
    const { code, message, hint, details } = body.error;
    return new ApiError({
      code,
      message: String(message),
      status,
      hint: typeof hint === "string" ? hint : undefined,
      request_id: body.request_id ?? request_id,
      retry_after_s: Number(response?.headers.get("retry-after")) || null,
      fields: fieldsOf(details),
      ...(isRecord(details) && { details }),
    });
  }
  if (!response) return new ApiError({ code: "OFFLINE", message: "", status: 0 });
  return new ApiError({ code: "UNREADABLE", message: "", status, request_id });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function fieldsOf(details: unknown): Record<string, string> {
  const fields = (details as { fields?: unknown } | undefined)?.fields;
  if (!Array.isArray(fields)) return {};
  return Object.fromEntries(fields.map(({ path, message }) => [String(path), String(message)]));
}

/** Queries stay fresh for half a minute, and a refusal is not asked again: only an absent server is. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      // An act without a network is refused now: it must not happen later by itself.
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
