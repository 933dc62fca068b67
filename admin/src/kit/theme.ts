/** The console's look in Mantine's terms: one family, three sizes, one accent, borders in place of shadows. */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const accent: MantineColorsTuple = [
  "#e9f7f5",
  "#d3ece8",
  "#a6d9d2",
  "#75c5ba",
  "#4db4a7",
  "#2b9c8f",
  "#148577",
  "#0f766e",
  "#0b5f58",
  "#074a45",
];

/** Greys of the dark theme, from its text to its deepest ground, with the hue of the ground. */
const dark: MantineColorsTuple = [
  "#d5dcde",
  "#b7c1c5",
  "#9eabb2",
  "#727e85",
  "#3a4449",
  "#2c3438",
  "#1c2326",
  "#14191b",
  "#101415",
  "#0b0e0f",
];

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: 7,
  autoContrast: true,
  luminanceThreshold: 0.35,
  colors: { accent, dark },
  fontFamily: '"IBM Plex Sans Thai", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace',
  fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "14px", xl: "22px" },
  lineHeights: { xs: "1.6", sm: "1.6", md: "1.6", lg: "1.6", xl: "1.5" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "22px", lineHeight: "1.5" },
      h2: { fontSize: "14px", lineHeight: "1.6" },
      h3: { fontSize: "14px", lineHeight: "1.6" },
    },
  },
  spacing: { xs: "8px", sm: "8px", md: "16px", lg: "24px", xl: "32px" },
  defaultRadius: "6px",
  respectReducedMotion: true,
  focusRing: "auto",
  cursorType: "pointer",
  components: {
    Badge: { styles: { root: { textTransform: "none", fontWeight: 500 } } },
    Paper: { defaultProps: { withBorder: true, shadow: "none" } },
    Popover: { defaultProps: { shadow: "none", withinPortal: true } },
    Menu: { defaultProps: { shadow: "none" } },
    Modal: { defaultProps: { shadow: "none", centered: true, overlayProps: { backgroundOpacity: 0.35 } } },
    Drawer: { defaultProps: { shadow: "none", position: "right" } },
    Tooltip: { defaultProps: { multiline: true, maw: 320, withArrow: false, openDelay: 200 } },
    Select: { defaultProps: { comboboxProps: { shadow: "none" } } },
  },
});
