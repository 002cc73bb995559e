/** The side bar of small screens. */
import { NavLink } from "react-router";
import { useText } from "../../i18n/text";
import type { NavigationGroups } from "../navigation";
import classes from "./shell.module.css";

export function BottomBar({ navigation }: { navigation: NavigationGroups }) {
  const t = useText();
  const destinations = [...navigation.everywhere, ...navigation.project, ...navigation.person];
  return (
    <nav className={classes.bottom} aria-label={t("shell.pages")}>
      {destinations
        .filter(({ isOnBottomBar }) => isOnBottomBar)
        .map(({ label, to, icon: Icon, isExact }) => (
          <NavLink key={to} to={to} end={isExact} className={classes.tab}>
            <Icon size={18} stroke={1.6} aria-hidden="true" />
            {t(label)}
          </NavLink>
        ))}
    </nav>
  );
}
