/** ⌘K: finds any page, project, task or command. */
import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight } from "@mantine/spotlight";
import {
  IconFileText,
  IconKeyboard,
  IconLayoutGrid,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSun,
  type TablerIcon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { api, given } from "../../api";
import { useProjects } from "../../api/queries";
import { may, useRole } from "../../api/session";
import { useText } from "../../i18n/text";
import type { NavigationGroups } from "../navigation";
import { signOut } from "../signOut";
import { useShellStore } from "../store";
import { openKeyboardHelp } from "./KeyboardHelp";
import classes from "./palette.module.css";

interface Command {
  id: string;
  label: string;
  note?: string;
  icon: TablerIcon;
  run(): void;
}

export function CommandPalette({ navigation }: { navigation: NavigationGroups }) {
  const t = useText();
  const [query, setQuery] = useState("");
  const groups = useCommands(navigation, query);
  const isEmpty = groups.every(({ commands }) => commands.length === 0);
  useAimForEnter(query, groups);
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      size={560}
      radius={6}
      overlayProps={{ backgroundOpacity: 0.55, blur: 0 }}
      transitionProps={{ duration: 80 }}
      attributes={{ content: { "aria-label": t("shell.search") } }}
    >
      <Spotlight.Search
        placeholder={t("palette.placeholder")}
        aria-label={t("palette.placeholder")}
        leftSection={<IconSearch size={16} />}
      />
      <Spotlight.ActionsList mah={420} style={{ overflowY: "auto" }}>
        {groups.map(
          ({ title, commands }) =>
            commands.length > 0 && (
              <Spotlight.ActionsGroup key={title} label={title} className={classes.group}>
                {commands.map(({ id, label, note, icon: Icon, run }) => (
                  <Spotlight.Action key={id} onClick={run} className={classes.action}>
                    <Icon size={16} stroke={1.6} aria-hidden="true" />
                    <span className={classes.label}>{label}</span>
                    {note && <span className={classes.note}>{note}</span>}
                  </Spotlight.Action>
                ))}
              </Spotlight.ActionsGroup>
            ),
        )}
        {isEmpty && <Spotlight.Empty>{t("palette.empty")}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** The palette selects its first line while one types; what is found a moment later is selected here. */
function useAimForEnter(query: string, found: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever was found may be new on the page
  useEffect(() => {
    const list = document.querySelector(".mantine-Spotlight-actionsList");
    if (query === "" || list?.querySelector("[data-selected]")) return;
    list?.querySelector("[data-action]")?.setAttribute("data-selected", "true");
  }, [query, found]);
}

function useCommands(navigation: NavigationGroups, query: string) {
  const t = useText();
  const pages = usePageCommands(navigation);
  const projects = useProjectCommands();
  const tasks = useTaskCommands(query);
  const commands = useShellCommands();
  const matches = ({ label }: Command) => label.toLocaleLowerCase().includes(query.trim().toLocaleLowerCase());
  return [
    { title: t("palette.pages"), commands: pages.filter(matches) },
    { title: t("palette.projects"), commands: projects.filter(matches).slice(0, 8) },
    { title: t("palette.tasks"), commands: tasks },
    { title: t("palette.commands"), commands: commands.filter(matches) },
  ];
}

function usePageCommands({ everywhere, project, person }: NavigationGroups): Command[] {
  const t = useText();
  const navigate = useNavigate();
  return [...everywhere, ...project, ...person].map(({ label, to, icon, key }) => ({
    id: to,
    label: t(label),
    note: `g ${key}`,
    icon,
    run: () => void navigate(to),
  }));
}

function useProjectCommands(): Command[] {
  const { data: projects = [] } = useProjects();
  const navigate = useNavigate();
  return projects.map(({ id, name, modality }) => ({
    id,
    label: name,
    note: modality,
    icon: IconLayoutGrid,
    run: () => void navigate(`/projects/${id}`),
  }));
}

/** Tasks of the project in hand whose unique id starts with what is typed. */
function useTaskCommands(query: string): Command[] {
  const projectId = useShellStore((state) => state.projectId) ?? "";
  const navigate = useNavigate();
  const [typed] = useDebouncedValue(query.trim(), 150);
  const { data } = useQuery({
    queryKey: ["project", projectId, "tasks", "palette", typed],
    queryFn: ({ signal }) =>
      api.get("/projects/{project_id}/tasks", {
        params: { path: { project_id: projectId }, query: given({ unique_id: typed, limit: 6 }) },
        signal,
      }),
    enabled: projectId !== "" && typed.length >= 2,
  });
  if (typed.length < 2) return [];
  return (data?.items ?? []).map(({ id, unique_id, snippet }) => ({
    id,
    label: unique_id ?? id,
    note: snippet,
    icon: IconFileText,
    run: () => void navigate(`/tasks/${id}`),
  }));
}

function useShellCommands(): Command[] {
  const t = useText();
  const role = useRole();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const create: Command = {
    id: "new",
    label: t("projects.new"),
    icon: IconPlus,
    run: () => void navigate("/projects/new"),
  };
  return [
    ...(may(role, "operate") ? [create] : []),
    { id: "dark", label: t("palette.dark"), icon: IconMoon, run: () => setColorScheme("dark") },
    { id: "light", label: t("palette.light"), icon: IconSun, run: () => setColorScheme("light") },
    { id: "keys", label: t("keys.title"), note: "?", icon: IconKeyboard, run: openKeyboardHelp },
    { id: "out", label: t("actions.signOut"), icon: IconLogout, run: signOut },
  ];
}
