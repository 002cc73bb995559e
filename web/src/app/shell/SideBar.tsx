/** Side bar: pages by what they belong to; folds to icons. */
import { Tooltip } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { NavLink } from "react-router";
import { useProjects } from "../../api/queries";
import { useText } from "../../i18n/text";
import type { Destination, NavigationGroups } from "../navigation";
import { useShellStore } from "../store";
import classes from "./shell.module.css";

export function SideBar({ navigation }: { navigation: NavigationGroups }) {
  const t = useText();
  const { isSideBarFolded, toggleSideBar, projectId } = useShellStore();
  const { data: projects } = useProjects();
  const project = projects?.find(({ id }) => id === projectId);
  const foldLabel = isSideBarFolded ? t("shell.unfold") : t("shell.fold");
  const FoldIcon = isSideBarFolded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <nav className={classes.side} aria-label={t("shell.pages")}>
      <SideLinks destinations={navigation.everywhere} />
      {navigation.project.length > 0 && (
        <span className={classes.group}>{project?.name ?? t("shell.thisProject")}</span>
      )}
      <SideLinks destinations={navigation.project} />
      <span className={classes.push} />
      <SideLinks destinations={navigation.person} />
      <button type="button" className={classes.link} onClick={toggleSideBar} aria-label={foldLabel}>
        <FoldIcon size={17} stroke={1.6} aria-hidden="true" />
        <span>{t("shell.fold")}</span>
      </button>
    </nav>
  );
}

function SideLinks({ destinations }: { destinations: Destination[] }) {
  const t = useText();
  const isFolded = useShellStore((state) => state.isSideBarFolded);
  return destinations.map(({ label, to, icon: Icon, isExact }) => (
    <Tooltip key={to} label={t(label)} position="right" disabled={!isFolded} openDelay={100}>
      <NavLink to={to} end={isExact} className={classes.link} aria-label={t(label)}>
        <Icon size={17} stroke={1.6} aria-hidden="true" />
        <span>{t(label)}</span>
      </NavLink>
    </Tooltip>
  ));
}
