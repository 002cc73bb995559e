/** The frame of every page but Work: top bar, side bar (bottom bar on small screens), content. */
import { useMediaQuery } from "@mantine/hooks";
import { ModalsProvider } from "@mantine/modals";
import { Suspense } from "react";
import { Outlet } from "react-router";
import { useSession } from "../../api";
import { currentMembership, useRole } from "../../api/session";
import { Waiting } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { readNavigation } from "../navigation";
import { useShellStore } from "../store";
import { BottomBar } from "./BottomBar";
import { CommandPalette } from "./CommandPalette";
import { KeyboardHelp, useGoKeys } from "./KeyboardHelp";
import { SideBar } from "./SideBar";
import classes from "./shell.module.css";
import { TopBar } from "./TopBar";

export function Shell() {
  const t = useText();
  const { data: session } = useSession();
  const { customerId, projectId, isSideBarFolded } = useShellStore();
  const role = useRole();
  const isSmall = useMediaQuery("(max-width: 899px)");
  const navigation = readNavigation(role, projectId);
  useGoKeys(navigation);
  if (!session) return null;
  return (
    <div className={classes.shell} data-folded={isSideBarFolded || undefined}>
      <a className={classes.skip} href="#content">
        {t("shell.skipToContent")}
      </a>
      <TopBar session={session} membership={currentMembership(session, customerId)} navigation={navigation} />
      {!isSmall && <SideBar navigation={navigation} />}
      <main id="content" className={classes.content} tabIndex={-1}>
        <ModalsProvider>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </ModalsProvider>
      </main>
      {isSmall && <BottomBar navigation={navigation} />}
      <CommandPalette navigation={navigation} />
      <KeyboardHelp navigation={navigation} />
    </div>
  );
}
