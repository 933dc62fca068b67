/** What is kept of a browser's report: where and what, and nothing that a query or a token could tell (OWASP, CSP Level 3). */

/** How many reports are kept, and for how long. */
export const REPORTS_KEPT = 500;
export const REPORT_LIFE_MS = 86_400_000;

/** A violation as `report-uri` sends it; the Reporting API's form has the same in camel case. */
export interface CspReport {
  document_uri: string;
  blocked_uri: string;
  directive: string;
  source_file: string | null;
  line: number | null;
  sample: string | null;
}

const LONGEST = 300;

/** The violations in a body of either form; what is no report is left out. */
export function readReports(body: unknown): CspReport[] {
  const sent = Array.isArray(body)
    ? body.slice(0, 20).map((each) => fieldsOf(each)?.body)
    : [fieldsOf(body)?.["csp-report"]];
  return sent.flatMap((each) => {
    const report = fieldsOf(each);
    if (!report) return [];
    const document_uri = address(report["document-uri"] ?? report.documentURL);
    const directive = words(report["effective-directive"] ?? report["violated-directive"] ?? report.effectiveDirective);
    if (document_uri === null || directive === null) return [];
    const line = report["line-number"] ?? report.lineNumber;
    return [
      {
        document_uri,
        blocked_uri: address(report["blocked-uri"] ?? report.blockedURL) ?? "",
        directive,
        source_file: address(report["source-file"] ?? report.sourceFile),
        line: typeof line === "number" && Number.isSafeInteger(line) ? line : null,
        sample: words(report["script-sample"] ?? report.sample)?.slice(0, 40) ?? null,
      },
    ];
  });
}

/** An address without its query, fragment and credentials, and with what looks like a token or an id taken out of its path. */
export function address(value: unknown): string | null {
  const text = words(value);
  if (text === null || text === "") return null;
  if (!URL.canParse(text)) return /^[\w-]{1,40}$/.test(text) ? text : null;
  const { protocol, host, pathname } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") return protocol;
  return `${protocol}//${host}${pathname.replaceAll(/[^/]{20,}/g, "…")}`.slice(0, LONGEST);
}

function words(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, 2_000) : null;
}

function fieldsOf(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
