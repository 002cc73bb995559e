/** Lets only people with a session pass; the others sign in and come back to where they wanted to go. */
import { useEffect } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { useSession } from "../api";
import { currentMembership } from "../api/session";
import { Loaded } from "../components/Waiting";
import { useShellStore } from "./store";

export function SignedIn() {
  const query = useSession();
  const { pathname, search } = useLocation();
  const { customerId, chooseCustomer } = useShellStore();
  const membership = query.data ? currentMembership(query.data, customerId) : null;
  const isCustomerKnown = membership === null || membership.id === customerId;

  useEffect(() => {
    if (membership !== null && !isCustomerKnown) chooseCustomer(membership.id);
  }, [membership, isCustomerKnown, chooseCustomer]);

  return (
    <Loaded query={query}>
      {(session) => {
        if (session === null) return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
        return isCustomerKnown ? <Outlet /> : null;
      }}
    </Loaded>
  );
}
