/** Starts ReDoc on the page at /redoc; a separate file, because the page's policy forbids inline scripts. */
window.Redoc.init("/openapi.json", { hideDownloadButton: true }, document.getElementById("redoc"));
