/** The check of listed answers: a status or code that the document does not list fails the test. */

import { contracts } from "../../src/app.ts";
import { canonicalPath, pathFinder } from "../../src/platform/http/mount.ts";
import { answersOf } from "../../src/platform/http/openapi-answers.ts";

const servedAt = pathFinder(contracts);
const answers = new Map(contracts.map((contract) => [contract, answersOf(contract)]));

/** Throws for a status or error code that the request's contract does not list. */
export function requireListed(request: Request, status: number, code: string | undefined): void {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const served = servedAt(canonicalPath(request));
  const contract = served.find((item) => item.method.toUpperCase() === method);
  const told = `${request.method} ${new URL(request.url).pathname} answered ${status} ${code ?? ""}`;
  if (!contract) {
    const refused = served.length > 0 ? [405] : [404, 405];
    if (status >= 400 && !refused.includes(status)) throw new Error(`${told}, where nobody serves`);
    return;
  }
  const held = contract.etag && status === 304;
  const listed = answers.get(contract)?.get(status) ?? [];
  if (status !== contract.status && !held && !listed.some((spec) => spec.code === code))
    throw new Error(`${told}, which its contract does not list`);
}
