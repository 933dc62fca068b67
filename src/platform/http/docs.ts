/** The pages at /docs and /redoc: they run only scripts of our own origin, and load nothing from another. */

import { pagePolicy } from "./headers.ts";

const POLICY = pagePolicy([
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
]);

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>PlayPark API</title>
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/init.js"></script>
  </body>
</html>
`;

/** ReDoc searches in a worker that it makes of a text. */
const REDOC_POLICY = `${POLICY.replace("font-src 'self'", "font-src 'self' data:")}; worker-src blob:`;

const REDOC_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>PlayPark API</title>
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="redoc"></div>
    <script type="module" src="/docs/redoc-init.js"></script>
  </body>
</html>
`;

/** The API's document to try out (`/docs`). */
export function docsPage(): Response {
  return pageResponse(PAGE, POLICY);
}

/** The API's document to read (`/redoc`). */
export function redocPage(): Response {
  return pageResponse(REDOC_PAGE, REDOC_POLICY);
}

function pageResponse(html: string, policy: string): Response {
  return new Response(html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
    },
  });
}
