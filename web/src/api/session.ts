/** Who is signed in, for which customers, and as what. */
import { useQuery } from "@tanstack/react-query";
import { useShellStore } from "../app/store";
import { ApiError, api } from "./client";
import type { CustomerMembership, Role, Session } from "./types";

export const sessionKey = ["session"] as const;

/** The session, or null when nobody is signed in. */
async function readSession(): Promise<Session | null> {
  try {
    return await api.get<Session>("/session");
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

const RANK: Record<Role, number> = { labeler: 0, reviewer: 1, member: 1, operator: 2, admin: 3 };

/** May this role see or do what the other one may? */
export function isAtLeast(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}
