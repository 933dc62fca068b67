/** Contracts of routes: a route is data that says who may call it, its input, its reply, its errors and its handler. */

import * as z from "zod";
import type { ErrorSpec } from "../../shared/errors.ts";
import type { Page } from "../../shared/page.ts";
import type { Permission } from "../../shared/permissions.ts";
import type { ScanBinding } from "../../shared/principals.ts";
import type { RateClass } from "../../shared/rates.ts";
import type { Context, PublicContext } from "./context.ts";
import type { RateName } from "./rates.ts";
import { holdsSecret } from "./secret-fields.ts";

/** `required`: refused without an Idempotency-Key. `key`: honoured when sent. `natural`: a repeat is harmless. */
export type Idempotency = "required" | "key" | "natural";

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** A contract as the wrapper reads it, and the tests that walk all routes. */
export interface Contract {
  readonly method: Method;
  /** Path below /v1 (or the root), with `:name` for parameters. */
  readonly path: string;
  readonly root: boolean;
  readonly tag: string;
  readonly summary: string;
  /** Facts that the summary leaves out, as full sentences. */
  readonly description: string | undefined;
  /** The operation's name in generated clients, where method and path would give two operations the same name. */
  readonly operation_id: string | undefined;
  readonly access:
    | { public: true; rate: RateName | null; device_token: boolean; onboarding_token: boolean }
    | {
        public: false;
        permission: Permission | "authenticated";
        rate: RateClass;
        step_up: boolean;
        own_records: boolean;
        people_only: boolean;
        device_only: boolean;
        /** Also open to the deployment's METRICS_TOKEN; its bearer is no person, and the handler gets no caller. */
        metrics_token: boolean;
      };
  readonly idempotency: Idempotency;
  readonly params: z.ZodObject | null;
  /** A parameter that is not listed here is refused. */
  readonly query: z.ZodObject;
  readonly body: z.ZodType | null;
  /** The content types that a body may have; all of them are JSON. */
  readonly body_types: readonly string[];
  readonly max_bytes: number;
  /** A third party defines the body, so an unknown field is accepted (rule I4 is for our own bodies). */
  readonly foreign_body: boolean;
  readonly status: 101 | 200 | 201;
  /** The reply's data; for a socket, each message. */
  readonly reply: z.ZodType;
  /** The route is a socket. */
  readonly upgrade: boolean;
  readonly list: boolean;
  /** The reply has an ETag, so a client that has the same content gets 304. */
  readonly etag: boolean;
  /** For a list that is also available as CSV (`format=csv`): its columns, as dotted paths into an item. */
  readonly csv: readonly string[] | null;
  /** For a reply that is no list: the rows of its CSV. */
  readonly sheet: Sheet<never> | null;
  /** The content types of files that it may return instead of JSON; with a reply of `z.never()` it returns only these. */
  readonly files: readonly string[];
  /** The reply has a field that is a secret: it is stored sealed. */
  readonly secret: boolean;
  /** The number of calls in the raw body; as many as the limit allows are let through. */
  readonly carries: ((body: unknown) => number) | null;
  /** A scan or sale: never refused for the bytes that its caller stored. */
  readonly vital: boolean;
  readonly binding: ((body: unknown) => ScanBinding | null) | null;
  readonly binding_error: ErrorSpec | undefined;
  /** The route only takes a device's records, also from a recently revoked device (rule O9). */
  readonly upload_only: boolean;
  /** Also open to a person who must first set a stronger PIN (rule A3). */
  readonly with_weak_pin: boolean;
  /** Also open to an app that is too old for its store (rule D4). */
  readonly any_version: boolean;
  /** A person acts for themselves: the Idempotency-Key is the person's, also at a device (rule I6). */
  readonly personal: boolean;
  readonly errors: readonly ErrorSpec[];
  readonly handle: (input: HandlerInput<never, unknown, unknown, unknown>) => Promise<unknown>;
}

/** How a reply becomes rows of CSV: the shape of a row, and the rows of a value. */
export interface Sheet<Value> {
  row: z.ZodType;
  rowsOf(value: Value): unknown[];
}

interface HandlerInput<Ctx, Params, Query, Body> {
  ctx: Ctx;
  params: Params;
  query: Query;
  body: Body;
}

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

type Answer<Reply extends z.ZodType, List, Upgrade, Files> = Promise<
  | (Upgrade extends true ? WebSocket : List extends true ? Page<z.output<Reply>> : z.output<Reply>)
  | (Files extends readonly string[] ? FileReply : never)
>;

/** A handler returns this to send a file instead of JSON. */
export class FileReply {
  readonly content_type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly filename: string | undefined;
  /** The number of pages, if the file is one page of several; sent as X-Pages. */
  readonly pages: number | undefined;
  /** A page for a screen, and not for paper: it loads the fonts of our origin. */
  readonly to_read: boolean;
  /** Its address never has other bytes, and pages of any origin may show it. */
  readonly for_ever: boolean;
  constructor(
    content_type: string,
    body: string | Uint8Array<ArrayBuffer>,
    more: { filename?: string; pages?: number; to_read?: boolean; for_ever?: boolean } = {},
  ) {
    this.content_type = content_type;
    this.body = body;
    this.filename = more.filename;
    this.pages = more.pages;
    this.to_read = more.to_read ?? false;
    this.for_ever = more.for_ever ?? false;
  }
}

interface Shape<Params, Query, Body, Reply, List, Upgrade, Files> {
  path: string;
  tag: string;
  summary: string;
  description?: string;
  operation_id?: string;
  /** Mounted at the root instead of below /v1. */
  root?: true;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Bytes; 1 MiB unless given. */
  max_bytes?: number;
  /** A third party defines the body and sends it as one of these content types. */
  foreign_body?: readonly string[];
  status?: 201;
  reply: Reply;
  /** The handler returns a Page of `reply`. */
  list?: List;
  /** The handler returns the client's end of a socket; each message is a `reply`. */
  upgrade?: Upgrade;
  /** The handler may return a FileReply of one of these content types. */
  files?: Files;
  /** For a list: the whole list is also available as CSV, with these columns (dotted paths). */
  csv?: readonly string[];
  /** For a reply that is no list and has `csv`: how it becomes rows. */
  sheet?: Sheet<Reply extends z.ZodType ? z.output<Reply> : never>;
  errors?: readonly ErrorSpec[];
}

type Access<Params, Query, Body, Reply extends z.ZodType, List, Upgrade, Files> =
  | {
      public: true;
      permission?: never;
      rate: RateName | null;
      /** The request may carry a device's token, which changes the reply. */
      device_token?: true;
      /** The handler asks for the bearer token of a sign-up, which belongs to no tenant yet. */
      onboarding_token?: true;
      handle: (
        input: HandlerInput<PublicContext, OutputOf<Params>, OutputOf<Query>, OutputOf<Body>>,
      ) => Answer<Reply, List, Upgrade, Files>;
    }
  | {
      public?: never;
      permission: Permission | "authenticated";
      /** The class whose hourly limit counts the call; `general` by default (rule L1). */
      rate?: RateClass;
      /** The person must have stepped up within the last five minutes. */
      step_up?: true;
      /** A selling device passes without the permission: the handler shows it only its own recent records. */
      own_records?: true;
      /** A device without a person is refused: the handler replies for the person only, or the act needs a person (rule A1). */
      people_only?: true;
      /** A person is refused, also at a device: the handler replies to the device itself. */
      device_only?: true;
      metrics_token?: true;
      /** An id in the raw body that the calling device may use for one subject only, and the error of a reuse. */
      binding?: (body: unknown) => ScanBinding | null;
      binding_error?: ErrorSpec;
      upload_only?: true;
      with_weak_pin?: true;
      any_version?: true;
      personal?: true;
      carries?: (body: unknown) => number;
      vital?: true;
      handle: (
        input: HandlerInput<Context, OutputOf<Params>, OutputOf<Query>, OutputOf<Body>>,
      ) => Answer<Reply, List, Upgrade, Files>;
    };

type Repeating =
  | { method: "get"; idempotency?: never; etag?: true }
  | { method: Exclude<Method, "get">; idempotency: Idempotency; etag?: never };

const MIB = 1024 * 1024;
const NO_PARAMETERS = z.strictObject({});

/** Declares a route. The type requires who may call it and, for a mutation, what a repeat does. */
export function contract<
  Reply extends z.ZodType,
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  List extends true | undefined = undefined,
  Upgrade extends true | undefined = undefined,
  Files extends readonly string[] | undefined = undefined,
>(
  route: Shape<Params, Query, Body, Reply, List, Upgrade, Files> &
    Access<Params, Query, Body, Reply, List, Upgrade, Files> &
    Repeating,
): Contract {
  const binding = "binding" in route ? route.binding : undefined;
  return {
    method: route.method,
    path: route.path,
    root: route.root ?? false,
    tag: route.tag,
    summary: route.summary,
    description: route.description,
    operation_id: route.operation_id,
    access: route.public
      ? {
          public: true,
          rate: route.rate,
          device_token: route.device_token ?? false,
          onboarding_token: route.onboarding_token ?? false,
        }
      : {
          public: false,
          permission: route.permission,
          rate: route.rate ?? "general",
          step_up: route.step_up ?? false,
          own_records: route.own_records ?? false,
          people_only: route.people_only ?? false,
          device_only: route.device_only ?? false,
          metrics_token: route.metrics_token ?? false,
        },
    idempotency: route.idempotency ?? "natural",
    params: route.params ?? null,
    query: route.query ?? NO_PARAMETERS,
    body: route.body ?? (route.method === "get" || route.method === "delete" ? null : z.strictObject({})),
    body_types: ["application/json", ...(route.foreign_body ?? [])],
    max_bytes: route.max_bytes ?? MIB,
    foreign_body: route.foreign_body !== undefined,
    status: route.upgrade ? 101 : (route.status ?? 200),
    reply: route.reply,
    upgrade: route.upgrade ?? false,
    list: route.list ?? false,
    etag: route.etag ?? false,
    csv: route.csv ?? null,
    sheet: route.sheet ?? null,
    files: route.files ?? [],
    secret: holdsSecret(route.reply),
    carries: route.public ? null : (route.carries ?? null),
    vital: route.public ? false : (route.vital ?? false),
    binding: binding ?? null,
    binding_error: "binding_error" in route ? route.binding_error : undefined,
    upload_only: route.public ? false : (route.upload_only ?? false),
    with_weak_pin: route.public ? false : (route.with_weak_pin ?? false),
    any_version: route.public ? false : (route.any_version ?? false),
    personal: route.public ? false : (route.personal ?? false),
    errors: route.errors ?? [],
    handle: route.handle as Contract["handle"],
  };
}
