/** The first page depends on the role: labelers land on Work, everybody else on Projects. */
import { Navigate } from "react-router";
import { may, useRole } from "../api/session";

export function Home() {
  const role = useRole();
  return <Navigate to={may(role, "order") ? "/projects" : "/work"} replace />;
}
