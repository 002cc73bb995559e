/** The first page depends on the role: labelers land on Work, everybody else on Projects. */
import { Navigate } from "react-router";
import { isAtLeast, useRole } from "../api/session";

export function Home() {
  const role = useRole();
  return <Navigate to={role !== "reviewer" && isAtLeast(role, "member") ? "/projects" : "/work"} replace />;
}
