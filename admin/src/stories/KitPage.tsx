/** Every piece of the kit in every state, for builders and for the tests of accessibility. `?theme=dark&language=th` sets both. */
import { Box, SegmentedControl, Stack, useMantineColorScheme } from "@mantine/core";
import { useEffect } from "react";
import { OfficeContext } from "#kit/office.ts";
import { Page } from "#kit/Page.tsx";
import { type Language, useLanguage } from "#kit/text.ts";
import { useUrl } from "#kit/url.ts";
import { setLanguage } from "../languages/index.ts";
import { ChartStories } from "./ChartStories.tsx";
import { DialogStories } from "./DialogStories.tsx";
import { StateStories } from "./StateStories.tsx";
import { me, stores, useSay } from "./samples.ts";
import { TableStories } from "./TableStories.tsx";

export function KitPage() {
  const language = useLanguage();
  const say = useSay();
  const [search, change] = useUrl();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (search.language === "th" || search.language === "en") void setLanguage(search.language);
    if (search.theme === "light" || search.theme === "dark") setColorScheme(search.theme);
  }, [search.language, search.theme, setColorScheme]);
  const office = {
    me,
    stores,
    store: stores[0] ?? null,
    language,
    era: language === "th" ? ("buddhist" as const) : ("gregorian" as const),
  };
  return (
    <OfficeContext.Provider value={office}>
      <Box component="main" p="md" maw={1280} mx="auto">
        <Page
          title={say("The kit", "ชุดชิ้นส่วน")}
          actions={
            <>
              <SegmentedControl
                aria-label={say("Language", "ภาษา")}
                value={language}
                onChange={(value) => change({ language: value as Language })}
                data={["th", "en"]}
              />
              <SegmentedControl
                aria-label={say("Theme", "ธีม")}
                value={colorScheme === "dark" ? "dark" : "light"}
                onChange={(theme) => change({ theme })}
                data={["light", "dark"]}
              />
            </>
          }
        >
          <Stack gap="md">
            <ChartStories />
            <TableStories />
            <StateStories />
            <DialogStories />
          </Stack>
        </Page>
      </Box>
    </OfficeContext.Provider>
  );
}
