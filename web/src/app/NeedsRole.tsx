/** Pages that a role does not have look to it like pages that do not exist. The server decides the same on its own. */
import { Outlet } from "react-router";
import type { Role } from "../api";
import { isAtLeast, useRole } from "../api/session";
import { NotFound } from "./NotFound";

export function NeedsRole({ atLeast }: { atLeast: Role }) {
  return isAtLeast(useRole(), atLeast) ? <Outlet /> : <NotFound />;
}
