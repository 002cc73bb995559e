/** Mantine dressed as Goldsmith: graphite surfaces, gold only for the primary action, 13 px text, 30 px controls. */
import { type CSSVariablesResolver, createTheme } from "@mantine/core";
import { themeComponents } from "./themeComponents";

export const theme = createTheme({
  fontFamily: "var(--gs-font)",
  fontFamilyMonospace: "var(--gs-mono)",
  headings: { fontFamily: "var(--gs-font)", fontWeight: "600" },
  fontSizes: { xs: "11px", sm: "13px", md: "13px", lg: "15px", xl: "18px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.45", lg: "1.45", xl: "1.4" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "6px", xl: "6px" },
  defaultRadius: "md",
  primaryColor: "gold",
  primaryShade: { light: 5, dark: 5 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  cursorType: "pointer",
  respectReducedMotion: true,
  colors: {
    gold: [
      "#fdf7e7",
      "#f8ebc8",
      "#efd793",
      "#e6c25d",
      "#ddae3a",
      "#c8971f",
      "#a97d16",
      "#85600d",
      "#5f450a",
      "#3a2a06",
    ],
    dark: [
      "#e8eaed",
      "#c9ced6",
      "#a3abb7",
      "#8a93a1",
      "#424955",
      "#2a2f38",
      "#1d2128",
      "#15181d",
      "#0e1013",
      "#090a0c",
    ],
    red: ["#fdeef1", "#f8d5dc", "#efa9b7", "#e8798f", "#d1556b", "#b93b55", "#a02f48", "#84253a", "#671c2d", "#4a1420"],
    gray: [
      "#fafaf8",
      "#f2f1ed",
      "#e9e7e1",
      "#e3e1da",
      "#c2bfb4",
      "#8f8d85",
      "#565c66",
      "#3c4149",
      "#272b31",
      "#1a1d21",
    ],
  },
  components: themeComponents,
});

/** Mantine's own variables point at our tokens, so that its components and ours share one palette. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--gs-page)",
    "--mantine-color-text": "var(--gs-text)",
    "--mantine-color-dimmed": "var(--gs-muted)",
    "--mantine-color-placeholder": "var(--gs-faint)",
    "--mantine-color-anchor": "var(--gs-gold-text)",
    "--mantine-color-default": "var(--gs-surface)",
    "--mantine-color-default-hover": "var(--gs-raised)",
    "--mantine-color-default-color": "var(--gs-text)",
    "--mantine-color-default-border": "var(--gs-line-strong)",
    "--mantine-color-error": "var(--gs-disagree)",
  };
  return { variables: {}, light: shared, dark: shared };
};
