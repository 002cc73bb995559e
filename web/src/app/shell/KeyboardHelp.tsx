/** The keys of the shell: `?` shows them, `g` and a letter goes to a page. */
import { Modal } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { create } from "zustand";
import { isTyping } from "../../components/typing";
import { type TextKey, useText } from "../../i18n/text";
import type { Destination, NavigationGroups } from "../navigation";
import classes from "./keys.module.css";

const useHelp = create<{ isOpen: boolean }>(() => ({ isOpen: false }));

export const openKeyboardHelp = () => useHelp.setState({ isOpen: true });

const allOf = ({ everywhere, project, person }: NavigationGroups): Destination[] => [
  ...everywhere,
  ...project,
  ...person,
];

const SEQUENCE_MS = 1_200;

/** Listens for `?` and for `g` followed by a destination's letter. */
export function useGoKeys(navigation: NavigationGroups): void {
  const navigate = useNavigate();
  const startedAt = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (event.key === "?") openKeyboardHelp();
      const isSecond = event.timeStamp - startedAt.current < SEQUENCE_MS;
      startedAt.current = event.key === "g" ? event.timeStamp : 0;
      const destination = isSecond && allOf(navigation).find(({ key }) => key === event.key);
      if (!destination) return;
      event.preventDefault();
      void navigate(destination.to);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate, navigation]);
}

const LIST_KEYS: [string, TextKey][] = [
  ["j", "keys.next"],
  ["k", "keys.previous"],
  ["↵", "keys.open"],
  ["/", "keys.filter"],
  ["Esc", "keys.back"],
];

const TREE_KEYS: [string, TextKey][] = [
  ["Alt →", "keys.deeper"],
  ["Alt ←", "keys.higher"],
  ["Alt ↑", "keys.earlier"],
  ["Alt ↓", "keys.later"],
];

export function KeyboardHelp({ navigation }: { navigation: NavigationGroups }) {
  const t = useText();
  const isOpen = useHelp((state) => state.isOpen);
  return (
    <Modal
      opened={isOpen}
      onClose={() => useHelp.setState({ isOpen: false })}
      title={t("keys.title")}
      size={560}
      centered
    >
      <div className={classes.columns}>
        <KeyList title={t("keys.anywhere")}>
          <KeyLine keys={["⌘ K", "Ctrl K"]} does={t("keys.palette")} />
          <KeyLine keys={["?"]} does={t("keys.help")} />
          {allOf(navigation).map(({ key, label, to }) => (
            <KeyLine key={to} keys={[`g ${key}`]} does={t(label)} />
          ))}
        </KeyList>
        <KeyList title={t("keys.lists")}>
          {LIST_KEYS.map(([key, label]) => (
            <KeyLine key={key} keys={[key]} does={t(label)} />
          ))}
        </KeyList>
        <KeyList title={t("keys.tree")}>
          {TREE_KEYS.map(([key, label]) => (
            <KeyLine key={key} keys={[key]} does={t(label)} />
          ))}
        </KeyList>
      </div>
    </Modal>
  );
}

function KeyList({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <h3 className={classes.title}>{title}</h3>
      <dl className={classes.list}>{children}</dl>
    </div>
  );
}

function KeyLine({ keys, does }: { keys: string[]; does: string }) {
  return (
    <div className={classes.line}>
      <dt>
        {keys.map((key) => (
          <kbd key={key} className={classes.key}>
            {key}
          </kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  );
}
