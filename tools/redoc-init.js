/** Starts ReDoc on the page at /redoc; a separate file, because the page's policy forbids inline scripts. */
import { init } from "./redoc.standalone.js";

init("/openapi.json", { disableTelemetry: true }, document.getElementById("redoc"));
