/** Pages that a role may not open look to it like pages that do not exist. The server decides the same on its own. */
import { Outlet } from "react-router";
import { may, type Right, useRole } from "../api/session";
import { NotFound } from "./NotFound";

export function NeedsRight({ right }: { right: Right }) {
  return may(useRole(), right) ? <Outlet /> : <NotFound />;
}
