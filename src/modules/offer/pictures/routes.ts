/** Routes of pictures. */

import * as z from "zod";
import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { pictureErrors } from "./domain/errors.ts";
import { PICTURE_TYPES } from "./domain/words.ts";
import { addPicture, readPicture } from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "post",
    path: "/pictures",
    tag: "catalog",
    permission: "catalog_write",
    idempotency: "key",
    people_only: true,
    status: 201,
    max_bytes: wire.UPLOAD_BYTES,
    summary: "Add a picture for a package or for receipts",
    description: "A picture that nothing uses is removed after a day.",
    body: wire.PictureUpload,
    reply: wire.Picture,
    errors: [pictureErrors.refused, pictureErrors.quota, errors.conflict],
    handle: ({ ctx, body }) => addPicture(ctx, body),
  }),
  contract({
    method: "get",
    path: "/pictures/:tenant_id/:picture_id",
    tag: "catalog",
    summary: "Read a picture; its bytes never change",
    public: true,
    rate: "pictures",
    params: wire.PictureParams,
    reply: z.never(),
    files: PICTURE_TYPES,
    errors: [errors.not_found],
    handle: ({ ctx, params }) => readPicture(ctx, params),
  }),
];
