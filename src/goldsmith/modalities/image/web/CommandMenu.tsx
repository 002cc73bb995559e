/** Everything that can be done with the selected shapes, with the key of each. */
import { KeyCap } from "@goldsmith/editors";
import { Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import styles from "./image.module.css";
import { COMMANDS, canRun } from "./tools/commands";
import type { Bench } from "./tools/contract";

export function CommandMenu({ bench }: { readonly bench: Bench }) {
  const { t } = useTranslation("editor.image.v1");
  return (
    <Menu position="right-start" returnFocus={false} onClose={focusCanvas} width={290}>
      <Menu.Target>
        <button type="button" className={styles.menu} aria-label={t("commands")} title={t("commands")}>
          <IconDots size={18} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {COMMANDS.map((command) => (
          <Menu.Item
            key={command.name}
            disabled={!canRun(command, bench)}
            rightSection={<KeyCap chord={command.chord} />}
            onClick={() => command.run(bench)}
          >
            {t(command.name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The next key is for the picture again. */
function focusCanvas(): void {
  document.querySelector<HTMLElement>("[data-editor-canvas]")?.focus({ preventScroll: true });
}
