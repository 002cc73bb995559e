/** Where one can go, and who sees it. The side bar, the bottom bar and the command palette all read this. */
import {
  IconAdjustments,
  IconBuilding,
  IconChecklist,
  IconCode,
  IconCpu,
  IconDiamond,
  IconLayoutGrid,
  IconListDetails,
  IconPencil,
  IconRosetteDiscountCheck,
  IconUser,
  IconUsers,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Role } from "../api";
import { may, type Right } from "../api/session";
import type { TextKey } from "../i18n/text";

export interface Destination {
  label: TextKey;
  to: string;
  icon: TablerIcon;
  /** Absent means everybody. */
  needs?: Right;
  /** Pressed after `g`. */
  key: string;
  /** Only this very address counts as being there. */
  isExact?: boolean;
  isOnBottomBar?: boolean;
}

const EVERYWHERE: Destination[] = [
  { label: "nav.work", to: "/work", icon: IconPencil, needs: "label", key: "w", isOnBottomBar: true },
  {
    label: "nav.projects",
    to: "/projects",
    icon: IconLayoutGrid,
    needs: "look",
    key: "p",
    isExact: true,
    isOnBottomBar: true,
  },
];

function projectDestinations(id: string): Destination[] {
  const base = `/projects/${id}`;
  return [
    { label: "nav.overview", to: base, icon: IconDiamond, needs: "look", key: "o", isExact: true },
    { label: "nav.tasks", to: `${base}/tasks`, icon: IconListDetails, needs: "look", key: "t", isOnBottomBar: true },
    { label: "nav.quality", to: `${base}/quality`, icon: IconChecklist, needs: "look", key: "q" },
    { label: "nav.labelers", to: `${base}/labelers`, icon: IconUsers, needs: "look", key: "l" },
    { label: "nav.models", to: `${base}/models`, icon: IconCpu, needs: "order", key: "a" },
    { label: "nav.functions", to: `${base}/functions`, icon: IconCode, needs: "order", key: "f" },
    {
      label: "nav.deliveries",
      to: `${base}/deliveries`,
      icon: IconRosetteDiscountCheck,
      needs: "order",
      key: "d",
      isOnBottomBar: true,
    },
    { label: "nav.projectSettings", to: `${base}/settings`, icon: IconAdjustments, needs: "operate", key: "e" },
  ];
}

const CUSTOMER: Destination = {
  label: "nav.settings",
  to: "/settings",
  icon: IconBuilding,
  needs: "operate",
  key: "s",
};
const ME: Destination = { label: "nav.me", to: "/me", icon: IconUser, key: "m", isOnBottomBar: true };

export interface NavigationGroups {
  everywhere: Destination[];
  project: Destination[];
  person: Destination[];
}

/** The destinations this role may open, with those of the project in hand. */
export function readNavigation(role: Role, projectId: string | null): NavigationGroups {
  const isAllowed = ({ needs }: Destination) => needs === undefined || may(role, needs);
  return {
    everywhere: EVERYWHERE.filter(isAllowed),
    project: projectId === null ? [] : projectDestinations(projectId).filter(isAllowed),
    person: [CUSTOMER, ME].filter(isAllowed),
  };
}
