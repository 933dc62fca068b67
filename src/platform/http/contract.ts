/** A route is data: who may call it, what it takes, what it answers and what can go wrong, beside what it does. */

import * as z from "zod";
import type { ErrorSpec } from "../../shared/errors.ts";
import type { Page } from "../../shared/page.ts";
import type { Permission } from "../../shared/permissions.ts";
import type { RateClass } from "../../shared/rates.ts";
import type { Claim } from "./auth.ts";
import type { Context, PublicContext } from "./context.ts";
import type { RateName } from "./rates.ts";
import { holdsSecret } from "./secret-fields.ts";

/** `required`: refused without an Idempotency-Key. `key`: honoured when sent. `natural`: repeating is harmless by nature. */
export type Idempotency = "required" | "key" | "natural";

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** A contract as the wrapper and the tests that walk all routes see it. */
export interface Contract {
  readonly method: Method;
  /** Path below /v1 (or the root), with `:name` for parameters. */
  readonly path: string;
  readonly root: boolean;
  readonly tag: string;
  readonly summary: string;
  /** What generated clients call it, where method and path would name two operations alike. */
  readonly operation_id: string | undefined;
  readonly access:
    | { public: true; rate: RateName | null; device_token: boolean }
    | {
        public: false;
        permission: Permission | "authenticated";
        rate: RateClass;
        step_up: boolean;
        own_records: boolean;
        people_only: boolean;
      };
  readonly idempotency: Idempotency;
  readonly params: z.ZodObject | null;
  /** Parameters that it does not name are refused. */
  readonly query: z.ZodObject;
  readonly body: z.ZodType | null;
  /** Content types that a body may be sent as; all of them are JSON. */
  readonly body_types: readonly string[];
  readonly max_bytes: number;
  /** Others decide what the body holds, so a field that we do not know is no mistake (rule I4 is for our own). */
  readonly foreign_body: boolean;
  readonly status: 101 | 200 | 201;
  /** What it answers; of a socket, each message. */
  readonly reply: z.ZodType;
  /** The route is a socket. */
  readonly upgrade: boolean;
  readonly list: boolean;
  /** The reply names its content, so that a client that holds it is answered 304. */
  readonly etag: boolean;
  /** Of a list that is also told as CSV (`format=csv`): its columns, as dotted paths into an item. */
  readonly csv: readonly string[] | null;
  /** Content types of the files that it may answer instead of JSON. */
  readonly files: readonly string[];
  /** The reply has a field that is a secret: it is stored sealed. */
  readonly secret: boolean;
  /** How many calls the raw body stands for; as many of them as fit are let through. */
  readonly carries: ((body: unknown) => number) | null;
  /** A scan or sale: never refused for the bytes that its caller stored. */
  readonly vital: boolean;
  readonly claim: ((body: unknown) => Claim | null) | null;
  readonly claim_error: ErrorSpec | undefined;
  /** The route only takes what a device recorded, also from one that was revoked of late (rule O9). */
  readonly upload_only: boolean;
  /** Open also to who must first set a stronger PIN (rule A3). */
  readonly with_weak_pin: boolean;
  /** Open also to an app that is too old for its store (rule D4). */
  readonly any_version: boolean;
  /** What a person does for themselves: its Idempotency-Key is the person's, also at a device (rule I6). */
  readonly personal: boolean;
  readonly errors: readonly ErrorSpec[];
  readonly handle: (input: HandlerInput<never, unknown, unknown, unknown>) => Promise<unknown>;
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

/** What a handler returns to answer a file and no JSON. */
export class FileReply {
  readonly content_type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly filename: string | undefined;
  /** How many pages there are, of a file that is one of them; sent as X-Pages. */
  readonly pages: number | undefined;
  constructor(content_type: string, body: string | Uint8Array<ArrayBuffer>, filename?: string, pages?: number) {
    this.content_type = content_type;
    this.body = body;
    this.filename = filename;
    this.pages = pages;
  }
}

interface Shape<Params, Query, Body, Reply, List, Upgrade, Files> {
  path: string;
  tag: string;
  summary: string;
  operation_id?: string;
  /** Mounted at the root and not below /v1. */
  root?: true;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Bytes; 1 MiB unless given. */
  max_bytes?: number;
  /** Others decide what the body holds, and send it as these content types. */
  foreign_body?: readonly string[];
  status?: 201;
  reply: Reply;
  /** The handler answers a Page of `reply`. */
  list?: List;
  /** The handler answers the client's end of a socket; each message is a `reply`. */
  upgrade?: Upgrade;
  /** The handler may answer a FileReply of one of these content types. */
  files?: Files;
  /** Of a list: it is also told whole as CSV, with these columns (dotted paths). */
  csv?: readonly string[];
  errors?: readonly ErrorSpec[];
}

type Access<Params, Query, Body, Reply extends z.ZodType, List, Upgrade, Files> =
  | {
      public: true;
      permission?: never;
      rate: RateName | null;
      /** A device's token may come along, and changes what is answered. */
      device_token?: true;
      handle: (
        input: HandlerInput<PublicContext, OutputOf<Params>, OutputOf<Query>, OutputOf<Body>>,
      ) => Answer<Reply, List, Upgrade, Files>;
    }
  | {
      public?: never;
      permission: Permission | "authenticated";
      /** What an hour's calls are counted with; `general` unless it says so (rule L1). */
      rate?: RateClass;
      /** The person must have proved of late to be who opened the session. */
      step_up?: true;
      /** A device that sells passes without the permission: the handler shows it what it recorded itself of late. */
      own_records?: true;
      /** A device by itself has nothing here: the handler answers for the person alone. */
      people_only?: true;
      /** An id in the raw body that the calling device may use for one subject only, and the error when it is reused. */
      claim?: (body: unknown) => Claim | null;
      claim_error?: ErrorSpec;
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

/** Declares a route. The type refuses one that says neither who may call it nor, for a mutation, what a repeat does. */
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
  const claim = "claim" in route ? route.claim : undefined;
  return {
    method: route.method,
    path: route.path,
    root: route.root ?? false,
    tag: route.tag,
    summary: route.summary,
    operation_id: route.operation_id,
    access: route.public
      ? { public: true, rate: route.rate, device_token: route.device_token ?? false }
      : {
          public: false,
          permission: route.permission,
          rate: route.rate ?? "general",
          step_up: route.step_up ?? false,
          own_records: route.own_records ?? false,
          people_only: route.people_only ?? false,
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
    files: route.files ?? [],
    secret: holdsSecret(route.reply),
    carries: route.public ? null : (route.carries ?? null),
    vital: route.public ? false : (route.vital ?? false),
    claim: claim ?? null,
    claim_error: "claim_error" in route ? route.claim_error : undefined,
    upload_only: route.public ? false : (route.upload_only ?? false),
    with_weak_pin: route.public ? false : (route.with_weak_pin ?? false),
    any_version: route.public ? false : (route.any_version ?? false),
    personal: route.public ? false : (route.personal ?? false),
    errors: route.errors ?? [],
    handle: route.handle as Contract["handle"],
  };
}
