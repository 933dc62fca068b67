/** The built console in a plain folder: the page for `/`, and each file with its type. */

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  webmanifest: "application/manifest+json; charset=utf-8",
  woff2: "font/woff2",
};

/** Reads a file of a folder that workerd serves; 404 for one that is not there. */
export async function readConsoleFile(folder: Fetcher, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.pathname === "/") url.pathname = "/index.html";
  const file = await folder.fetch(new Request(url));
  if (!file.ok) return new Response(null, { status: file.status });
  const type = TYPES[url.pathname.split(".").at(-1) ?? ""] ?? "application/octet-stream";
  return new Response(file.body, { headers: { "content-type": type } });
}
