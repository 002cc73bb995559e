/** Where one can go, and who sees it. The side bar, the bottom bar and the command palette all read this. */
import {
  IconAdjustments,
  IconBuilding,
  IconChecklist,
  IconDiamond,
  IconLayoutGrid,
  IconListDetails,
  IconPencil,
  IconRosetteDiscountCheck,
  IconUser,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Role } from "../api";
import { isAtLeast } from "../api/session";
import type { TextKey } from "../i18n/text";

export interface Destination {
  label: TextKey;
  to: string;
  icon: TablerIcon;
  needs: Role;
  /** Pressed after `g`. */
  key: string;
  /** Only this very address counts as being there. */
  isExact?: boolean;
  isOnBottomBar?: boolean;
}

const EVERYWHERE: Destination[] = [
  { label: "nav.work", to: "/work", icon: IconPencil, needs: "labeler", key: "w", isOnBottomBar: true },
  {
    label: "nav.projects",
    to: "/projects",
    icon: IconLayoutGrid,
    needs: "member",
    key: "p",
    isExact: true,
    isOnBottomBar: true,
  },
];

function projectDestinations(id: string): Destination[] {
  const base = `/projects/${id}`;
  return [
    { label: "nav.overview", to: base, icon: IconDiamond, needs: "member", key: "o", isExact: true },
    { label: "nav.tasks", to: `${base}/tasks`, icon: IconListDetails, needs: "member", key: "t", isOnBottomBar: true },
    { label: "nav.quality", to: `${base}/quality`, icon: IconChecklist, needs: "member", key: "q" },
    {
      label: "nav.deliveries",
      to: `${base}/deliveries`,
      icon: IconRosetteDiscountCheck,
      needs: "member",
      key: "d",
      isOnBottomBar: true,
    },
    { label: "nav.projectSettings", to: `${base}/settings`, icon: IconAdjustments, needs: "operator", key: "e" },
  ];
}

const CUSTOMER: Destination = { label: "nav.settings", to: "/settings", icon: IconBuilding, needs: "admin", key: "s" };
const ME: Destination = { label: "nav.me", to: "/me", icon: IconUser, needs: "labeler", key: "m", isOnBottomBar: true };

export interface NavigationGroups {
  everywhere: Destination[];
  project: Destination[];
  person: Destination[];
}

/** The destinations this role may open, with those of the project in hand. */
export function readNavigation(role: Role, projectId: string | null): NavigationGroups {
  const isAllowed = ({ needs }: Destination) => isAtLeast(role, needs);
  return {
    everywhere: EVERYWHERE.filter(isAllowed),
    project: projectId === null ? [] : projectDestinations(projectId).filter(isAllowed),
    person: [CUSTOMER, ME].filter(isAllowed),
  };
}
