/** Top bar: whose work, which project, search, and whether the numbers on the page are live. */
import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import {
  IconChevronDown,
  IconDeviceDesktop,
  IconHelp,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { Link } from "react-router";
import type { CustomerMembership, Session } from "../../api";
import { useLiveState } from "../../api/live";
import { may, useRole } from "../../api/session";
import { useText } from "../../i18n/text";
import type { NavigationGroups } from "../navigation";
import { signOut } from "../signOut";
import { openKeyboardHelp } from "./KeyboardHelp";
import { Mark } from "./Mark";
import { CustomerSwitcher, ProjectSwitcher } from "./Switchers";
import classes from "./shell.module.css";

interface TopBarProps {
  navigation: NavigationGroups;
  session: Session;
  membership: CustomerMembership | null;
}

export function TopBar({ session, membership, navigation }: TopBarProps) {
  const t = useText();
  const role = useRole();
  return (
    <header className={classes.top}>
      <Link to="/" className={classes.brand} aria-label={t("shell.home")}>
        <Mark />
        <span className={classes.brandName}>Goldsmith</span>
      </Link>
      <CustomerSwitcher session={session} membership={membership} />
      {may(role, "look") && <ProjectSwitcher />}
      <span className={classes.spacer} />
      <button type="button" className={classes.search} onClick={() => spotlight.open()}>
        <IconSearch size={14} aria-hidden="true" />
        <span>{t("shell.search")}</span>
        <kbd className={classes.key}>{isApple() ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <LiveMark />
      <Tooltip label={t("shell.keys")}>
        <ActionIcon aria-label={t("shell.keys")} onClick={openKeyboardHelp} visibleFrom="xs">
          <IconHelp size={17} />
        </ActionIcon>
      </Tooltip>
      <PersonMenu name={session.person.name} navigation={navigation} />
    </header>
  );
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

function LiveMark() {
  const t = useText();
  const state = useLiveState(({ state }) => state);
  if (state === "idle") return null;
  return (
    <span className={classes.live} data-state={state} role="status">
      {t(`live.${state}`)}
    </span>
  );
}

/** On small screens: the pages that the bottom bar has no room for. */
function OtherPages({ navigation: { project, person } }: { navigation: NavigationGroups }) {
  const t = useText();
  const others = [...project, ...person].filter(({ isOnBottomBar }) => !isOnBottomBar);
  return (
    <div className={classes.onlySmall}>
      {others.map(({ to, label, icon: Icon }) => (
        <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={15} />}>
          {t(label)}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </div>
  );
}

const SCHEMES = [
  { scheme: "light", icon: IconSun },
  { scheme: "dark", icon: IconMoon },
  { scheme: "auto", icon: IconDeviceDesktop },
] as const;

interface PersonMenuProps {
  name: string;
  navigation: NavigationGroups;
}

function PersonMenu({ name, navigation }: PersonMenuProps) {
  const t = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <button type="button" className={classes.switcher} aria-label={t("shell.you", { name })}>
          <IconUser size={16} />
          <IconChevronDown size={13} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <OtherPages navigation={navigation} />
        <Menu.Label>{name}</Menu.Label>
        <Menu.Item component={Link} to="/me" leftSection={<IconUser size={15} />}>
          {t("nav.me")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("shell.appearance")}</Menu.Label>
        {SCHEMES.map(({ scheme, icon: Icon }) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            leftSection={<Icon size={15} />}
            rightSection={colorScheme === scheme ? "●" : null}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`scheme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={signOut}>
          {t("actions.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
