/** The chosen theme, kept under the key that the page reads before its first paint. */
import { localStorageColorSchemeManager } from "@mantine/core";

export const themeManager = localStorageColorSchemeManager({ key: "playpark.theme" });
