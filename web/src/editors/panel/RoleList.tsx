/** The roles of the selected event: who fills each, what is still missing, and how to fill it. */
import { useTranslation } from "react-i18next";
import { findByUuid } from "../answer";
import type { EditorDefinition, Link, Ontology, Role, Shape } from "../contract";
import { keepFocus } from "../keys";
import { armRole, chordOfRole } from "../roleKeys";
import { argumentsOf, isOpen, rolesOf, titleOfRole } from "../roles";
import type { AnswerState, AnswerStore } from "../store";
import { labelPath } from "../taxonomy";
import { KeyCap } from "./KeyCap";
import styles from "./panel.module.css";

interface RoleListProps {
  readonly store: AnswerStore;
  readonly state: AnswerState;
  readonly ontology: Ontology;
  readonly event: Shape;
  readonly definition: EditorDefinition | undefined;
  readonly disabled: boolean;
}

export function RoleList({ store, state, ontology, event, definition, disabled }: RoleListProps) {
  const { t } = useTranslation("editors");
  const roles = rolesOf(ontology, event.label);
  if (roles.length === 0) return null;
  return (
    <ul className={styles.roles} aria-label={t("roles")}>
      {roles.map((role, place) => {
        const filled = argumentsOf(state.answer, event.uuid, role.name);
        const isArmed = state.linking?.from === event.uuid && state.linking.type === role.name;
        return (
          <li key={role.name}>
            <button
              type="button"
              className={styles.row}
              aria-pressed={isArmed}
              disabled={disabled}
              onMouseDown={keepFocus}
              onClick={() => armRole(store, event.uuid, role)}
            >
              <span className={styles.rowTitle}>{titleOfRole(role)}</span>
              <RoleCount role={role} count={filled.length} />
              <KeyCap chord={chordOfRole(place)} />
            </button>
            {filled.map((link) => (
              <Argument key={link.uuid} link={link} role={role} {...{ store, state, ontology, definition, disabled }} />
            ))}
          </li>
        );
      })}
    </ul>
  );
}

/** Said only where something is wrong. */
function RoleCount({ role, count }: { readonly role: Role; readonly count: number }) {
  const { t } = useTranslation("editors");
  if (!isOpen(role, count)) return null;
  const says =
    count < (role.least ?? 0) ? t("roleLeast", { count: role.least }) : t("roleMost", { count: role.most ?? 0 });
  return <span className={styles.count}>{says}</span>;
}

type ArgumentProps = Omit<RoleListProps, "event"> & { readonly link: Link; readonly role: Role };

function Argument({ link, role, store, state, ontology, definition, disabled }: ArgumentProps) {
  const { t } = useTranslation("editors");
  const shape = findByUuid<Shape>(state.answer.annotations, link.to);
  if (!shape) return null;
  const words = definition?.describe?.(shape) || labelPath(ontology, shape.label);
  return (
    <div className={styles.argument}>
      <button
        type="button"
        className={styles.linkEnds}
        onMouseDown={keepFocus}
        onClick={() => store.select([shape.uuid])}
      >
        <bdi className={styles.linkEnd}>{words}</bdi>
      </button>
      {!disabled && (
        <button
          type="button"
          className={styles.bare}
          aria-label={t("removeArgument", { words, role: titleOfRole(role) })}
          onMouseDown={keepFocus}
          onClick={() => store.dispatch({ op: "unlink", uuid: link.uuid })}
        >
          ×
        </button>
      )}
    </div>
  );
}
