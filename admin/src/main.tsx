/** The console's start: nonce, language, client, router. */
import "@fontsource/ibm-plex-sans-thai/400.css";
import "@fontsource/ibm-plex-sans-thai/500.css";
import "@fontsource/ibm-plex-sans-thai/600.css";
import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "@mantine/notifications/styles.css";
import "#kit/styles.css";
import "dayjs/locale/th";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { startClient } from "./app/client.ts";
import { startLanguages } from "./languages/index.ts";

// Libraries that add style elements of their own read the nonce here.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
Object.assign(globalThis, { __webpack_nonce__: nonce });

startClient();
await startLanguages(document.documentElement.lang === "th" ? "th" : "en");
const root = document.getElementById("root");
if (root) createRoot(root).render(<App nonce={nonce} />);
