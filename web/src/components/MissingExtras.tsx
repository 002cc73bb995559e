/** What a small installation goes without, and the command that adds it. */
import { Code } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { Modality } from "../api";
import { useText } from "../i18n/text";
import classes from "./states.module.css";

export function MissingExtras({ modality }: { modality: Modality }) {
  const t = useText();
  const missing = modality.extras.filter(({ is_installed }) => !is_installed);
  if (missing.length === 0) return null;
  const names = missing.map(({ name }) => name);
  return (
    <aside className={classes.missing} aria-label={t("extras.title")}>
      <IconInfoCircle size={16} aria-hidden="true" />
      <div>
        <strong>{t("extras.title")}</strong>
        <ul>
          {missing.map(({ name, purpose }) => (
            <li key={name}>{purpose}</li>
          ))}
        </ul>
        <p>
          {t("extras.way")} <Code>{`make up WITH="${names.join(" ")}"`}</Code>
        </p>
        <p>
          {t("extras.otherWay")} <Code>{`pip install "goldsmith[${names.join(",")}]"`}</Code>
        </p>
      </div>
    </aside>
  );
}
