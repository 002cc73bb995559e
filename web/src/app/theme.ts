/** Mantine dressed as Goldsmith: graphite surfaces, gold only for the primary action, 13 px text, 30 px controls. */
import {
  ActionIcon,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Input,
  Loader,
  Menu,
  Modal,
  Notification,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";

const CONTROL = { "--input-height": "30px", "--input-fz": "13px", "--input-padding-y": "5px" };

/** Controls are dense unless a size is asked for. */
function denseInput(_theme: unknown, props: { size?: unknown }) {
  return { wrapper: props.size === undefined || props.size === "sm" ? CONTROL : {} };
}

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
  components: {
    Notification: Notification.extend({ defaultProps: { color: "gray", withBorder: true } }),
    Button: Button.extend({
      vars: (_theme, props) => ({
        root:
          props.size === undefined || props.size === "sm"
            ? { "--button-height": "30px", "--button-fz": "13px", "--button-padding-x": "12px" }
            : {},
      }),
      styles: { label: { fontWeight: 550 } },
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: 28 } }),
    InputWrapper: Input.Wrapper.extend({
      styles: { label: { marginBlockEnd: 4 }, description: { marginBlockEnd: 5 } },
    }),
    TextInput: TextInput.extend({ vars: denseInput }),
    PasswordInput: PasswordInput.extend({ vars: (theme, props) => ({ root: {}, ...denseInput(theme, props) }) }),
    NumberInput: NumberInput.extend({ vars: (theme, props) => ({ controls: {}, ...denseInput(theme, props) }) }),
    Select: Select.extend({ vars: denseInput, defaultProps: { checkIconPosition: "right" } }),
    TagsInput: TagsInput.extend({ vars: denseInput }),
    Textarea: Textarea.extend({ vars: denseInput }),
    Checkbox: Checkbox.extend({ defaultProps: { size: "sm" }, vars: () => ({ root: { "--checkbox-size": "16px" } }) }),
    Switch: Switch.extend({ defaultProps: { size: "xs" } }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { transitionDuration: 100, withItemsBorders: false },
      vars: () => ({ root: { "--sc-font-size": "12px", "--sc-padding": "3px 11px" } }),
      classNames: { root: "gs-segments", indicator: "gs-segments-indicator" },
    }),
    Loader: Loader.extend({ defaultProps: { size: 16, color: "gray" } }),
    Menu: Menu.extend({ defaultProps: { transitionProps: { duration: 80 }, shadow: "none" } }),
    Modal: Modal.extend({
      defaultProps: {
        transitionProps: { duration: 100, transition: "fade" },
        shadow: "none",
        overlayProps: { backgroundOpacity: 0.55 },
        closeButtonProps: { "aria-label": "Close" },
      },
      styles: {
        content: { background: "var(--gs-surface)", border: "1px solid var(--gs-line)" },
        header: { background: "var(--gs-surface)" },
        title: { fontSize: 15, fontWeight: 620 },
      },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, transitionProps: { duration: 80 }, withArrow: false } }),
  },
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
