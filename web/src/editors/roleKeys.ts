/** Keys that fill the roles of an event: arm one by its number, choose what fills it, take the last one out. */
import { findByUuid } from "./answer";
import type { Ontology, Role, Shape } from "./contract";
import { argumentsOf, fillOps, mayFill, roleNamed, rolesOf } from "./roles";
import type { AnswerStore } from "./store";

interface RoleKeysContext {
  readonly store: AnswerStore;
  readonly ontology: Ontology;
}

export const ROLE_KEY_HELP = [
  { keys: ["Alt+1…9"], does: "keyRole" },
  { keys: ["Alt+Shift+1…9"], does: "keyRoleEmpty" },
] as const;

const MOST_KEYS = 9;

/** The key of a role by its place in the list; the tenth and later are pressed as buttons. */
export function chordOfRole(place: number): string | undefined {
  return place < MOST_KEYS ? `Alt+${place + 1}` : undefined;
}

export function handleRoleKey(chord: string, context: RoleKeysContext): boolean {
  const pressed = /^Alt\+(Shift\+)?([1-9])$/.exec(chord);
  if (!pressed) return chord === "Enter" && fillWithSelected(context);
  const event = eventInHand(context);
  const role = rolesOf(context.ontology, event?.label)[Number(pressed[2]) - 1];
  if (!event || !role) return false;
  if (pressed[1]) return emptyRole(context.store, event.uuid, role);
  armRole(context.store, event.uuid, role);
  return true;
}

/** The next thing chosen fills this role. Pressed again, it does not. */
export function armRole(store: AnswerStore, event: string, { name }: Role): void {
  const { linking } = store.getState();
  const isArmed = linking?.from === event && linking.type === name;
  store.setLinking(isArmed ? null : { from: event, type: name });
}

/** The role that waits to be filled, and of which event. */
export function armedRole({ store, ontology }: RoleKeysContext): { event: Shape; role: Role } | null {
  const { answer, linking } = store.getState();
  const event = linking ? findByUuid<Shape>(answer.annotations, linking.from) : undefined;
  const role = roleNamed(ontology, event?.label, linking?.type ?? "");
  return event && role ? { event, role } : null;
}

/** Fill the armed role with this annotation, and go back to the event. False where it does not fit. */
export function fillRole(context: RoleKeysContext, uuid: string | undefined): boolean {
  const armed = armedRole(context);
  const { store } = context;
  const { answer } = store.getState();
  const argument = findByUuid<Shape>(answer.annotations, uuid ?? "");
  if (!armed || !argument || !mayFill(armed.role, armed.event, argument)) return false;
  store.dispatch(fillOps(answer, armed.role, armed.event.uuid, argument.uuid));
  store.setLinking(null);
  store.select([armed.event.uuid]);
  return true;
}

/** While a role waits, Enter never sends the answer off: what does not fit is not taken, and the role waits on. */
function fillWithSelected(context: RoleKeysContext): boolean {
  if (!armedRole(context)) return false;
  fillRole(context, context.store.getState().selection.at(-1));
  return true;
}

function emptyRole(store: AnswerStore, event: string, { name }: Role): boolean {
  const last = argumentsOf(store.getState().answer, event, name).at(-1);
  if (last) store.dispatch({ op: "unlink", uuid: last.uuid });
  return true;
}

/** The event whose role is armed, so that another can be taken in its stead; else the one selected. */
function eventInHand(context: RoleKeysContext): Shape | undefined {
  const { answer, selection } = context.store.getState();
  const [chosen] = selection.length === 1 ? selection : [];
  return armedRole(context)?.event ?? findByUuid<Shape>(answer.annotations, chosen ?? "");
}
