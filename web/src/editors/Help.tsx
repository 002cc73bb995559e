/** The keys of the tool in hand and of every editor. */
import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CORE_KEY_HELP } from "./answerKeys";
import type { Ontology } from "./contract";
import { useEditor } from "./EditorHost";
import styles from "./editors.module.css";
import { liveKeys } from "./hotkeys";
import { KeyCap } from "./panel/KeyCap";
import { editorNamespace } from "./registry";

export interface ScreenKey {
  readonly keys: readonly string[];
  readonly does: string;
}

interface HelpProps {
  readonly modality: string;
  readonly ontology: Ontology;
  readonly onClose: () => void;
  /** Keys of the screen around the editor, already in words. */
  readonly screenKeys: readonly ScreenKey[];
}

export function EditorHelp({ modality, ontology, onClose, screenKeys }: HelpProps) {
  const { t } = useTranslation("editors");
  const { definition } = useEditor(modality);
  const { t: own } = useTranslation(definition ? editorNamespace(definition.name) : "editors");
  const toolKeys = liveKeys(definition?.keys ?? [], ontology).map(({ keys, does }) => ({ keys, does: own(does) }));
  const coreKeys = CORE_KEY_HELP.map(({ keys, does }) => ({ keys, does: t(does) }));
  return (
    <Modal opened onClose={onClose} title={t("keys")} size="xl">
      <div className={styles.help}>
        {toolKeys.length > 0 && <KeyTable title={t("keysOf")} keys={toolKeys} />}
        <KeyTable title={t("keysEverywhere")} keys={[...screenKeys, ...coreKeys]} />
      </div>
    </Modal>
  );
}

function KeyTable({ title, keys }: { readonly title: string; readonly keys: readonly ScreenKey[] }) {
  return (
    <section>
      <h3 className={styles.helpTitle}>{title}</h3>
      <dl className={styles.helpKeys}>
        {keys.map(({ keys: chords, does }) => (
          <div key={does} className={styles.helpRow}>
            <dt>
              {chords.map((chord) => (
                <KeyCap key={chord} chord={chord} />
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
