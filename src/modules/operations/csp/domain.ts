/** Reads browsers' reports: the fields that help to repair a page, without queries and tokens (OWASP, CSP Level 3). */

/** The most reports that are kept, and for how long. */
export const REPORTS_KEPT = 500;
export const REPORT_LIFE_MS = 86_400_000;

/** A violation as `report-uri` sends it; the Reporting API has the same fields in camel case. */
export interface CspReport {
  document_uri: string;
  blocked_uri: string;
  directive: string;
  source_file: string | null;
  line: number | null;
  sample: string | null;
}

const LONGEST = 300;

/** The violations in a body of either form; entries that are no report are left out. */
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

/** An address without query, fragment and credentials; parts of its path that look like tokens or ids are replaced. */
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
