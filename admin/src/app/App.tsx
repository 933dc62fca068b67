/** The console: theme, queries, toasts and pages. */
import { MantineProvider } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createQueries } from "#kit/api.ts";
import { useLanguage } from "#kit/text.ts";
import { theme } from "#kit/theme.ts";
import { router } from "./router.ts";
import { themeManager } from "./theme-manager.ts";

const queries = createQueries();

export function App({ nonce }: { nonce: string }) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={themeManager}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <Inner />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Inner() {
  const language = useLanguage();
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      {/* At the top, because the bar that saves a form is at the bottom. */}
      <Notifications position="top-center" limit={4} />
      <RouterProvider router={router} />
    </DatesProvider>
  );
}
