/** How each of Mantine's components looks here. Plain objects by name: naming a component must not load it. */
import type { MantineThemeComponents } from "@mantine/core";
import { i18next } from "../i18n";

const CONTROL = { "--input-height": "30px", "--input-fz": "13px", "--input-padding-y": "5px" };
const BUTTON = { "--button-height": "30px", "--button-fz": "13px", "--button-padding-x": "12px" };

interface Sized {
  size?: unknown;
}

/** Controls are dense unless another size is asked for. */
const isDense = ({ size }: Sized) => size === undefined || size === "sm";

const field = { vars: (_theme: unknown, props: Sized) => ({ wrapper: isDense(props) ? CONTROL : {} }) };

export const themeComponents: MantineThemeComponents = {
  ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 28 } },
  Button: {
    vars: (_theme: unknown, props: Sized) => ({ root: isDense(props) ? BUTTON : {} }),
    styles: { label: { fontWeight: 550 } },
  },
  Checkbox: { defaultProps: { size: "sm" }, vars: () => ({ root: { "--checkbox-size": "16px" } }) },
  InputWrapper: { styles: { label: { marginBlockEnd: 4 }, description: { marginBlockEnd: 5 } } },
  Loader: { defaultProps: { size: 16, color: "gray" } },
  Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: "none" } },
  Modal: {
    defaultProps: {
      transitionProps: { duration: 100, transition: "fade" },
      shadow: "none",
      overlayProps: { backgroundOpacity: 0.55 },
      closeButtonProps: { "aria-label": i18next.t("actions.close") },
    },
    styles: {
      content: { background: "var(--gs-surface)", border: "1px solid var(--gs-line)" },
      header: { background: "var(--gs-surface)" },
      title: { fontSize: 15, fontWeight: 620 },
    },
  },
  MultiSelect: field,
  Notification: {
    defaultProps: { color: "gray", withBorder: true, closeButtonProps: { "aria-label": i18next.t("actions.close") } },
  },
  NumberInput: field,
  PasswordInput: field,
  SegmentedControl: {
    defaultProps: { transitionDuration: 100, withItemsBorders: false },
    vars: () => ({ root: { "--sc-font-size": "12px", "--sc-padding": "3px 11px" } }),
    classNames: { root: "gs-segments", indicator: "gs-segments-indicator" },
  },
  Select: { ...field, defaultProps: { checkIconPosition: "right" } },
  Switch: { defaultProps: { size: "xs" } },
  TagsInput: field,
  Textarea: field,
  TextInput: field,
  Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 80 }, withArrow: false } },
};
