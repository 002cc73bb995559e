/** Who is signed in, for which customers, and as what. */
import { useQuery } from "@tanstack/react-query";
import { useShellStore } from "../app/store";
import { api } from "./client";
import { ApiError } from "./errors";
import type { CustomerMembership, Role, Session } from "./types";

export const sessionKey = ["session"] as const;

/** The session, or null when nobody is signed in. */
async function readSession(): Promise<Session | null> {
  try {
    return await api.get("/session");
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function useSession() {
  return useQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: 60_000 });
}

/** The membership the shell acts under: the remembered customer while it is still ours, else the first. */
export function currentMembership(session: Session, customerId: string | null): CustomerMembership | null {
  return session.customers.find((customer) => customer.id === customerId) ?? session.customers[0] ?? null;
}

/** The role that decides what the shell shows. */
export function useRole(): Role {
  const { data: session } = useSession();
  const customerId = useShellStore((state) => state.customerId);
  if (!session) return "labeler";
  if (session.person.is_administrator) return "admin";
  return currentMembership(session, customerId)?.role ?? "labeler";
}

/** What a screen may need; the server checks the same on its own. */
export type Right = "administer" | "operate" | "order" | "look" | "review" | "label";

const RIGHTS: Record<Right, readonly Role[]> = {
  administer: ["admin"],
  /** Run projects: settings, people, keys. */
  operate: ["admin", "operator"],
  /** Send data and take deliveries. */
  order: ["admin", "operator", "member"],
  look: ["admin", "operator", "member", "reviewer"],
  review: ["admin", "operator", "reviewer"],
  label: ["admin", "operator", "reviewer", "labeler"],
};

export function may(role: Role, right: Right): boolean {
  return RIGHTS[right].includes(role);
}
