/** Asks before something that cannot be undone. */
import { modals } from "@mantine/modals";
import { useText } from "../../i18n/text";

interface Question {
  title: string;
  text: string;
  action: string;
  run(): void;
}

export function useConfirm(): (question: Question) => void {
  const t = useText();
  return ({ title, text, action, run }) =>
    modals.openConfirmModal({
      title,
      children: text,
      centered: true,
      labels: { confirm: action, cancel: t("actions.keep") },
      confirmProps: { color: "red" },
      onConfirm: run,
    });
}
