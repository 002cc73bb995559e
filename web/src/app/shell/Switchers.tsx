/** Choosing whose work is in view: the customer, and one of its projects. */
import { Menu } from "@mantine/core";
import { IconCheck, IconPlus, IconSelector } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import type { CustomerMembership, Session } from "../../api";
import { sessionKey } from "../../api";
import { useProjects } from "../../api/queries";
import { useText } from "../../i18n/text";
import { useShellStore } from "../store";
import classes from "./shell.module.css";

interface CustomerSwitcherProps {
  session: Session;
  membership: CustomerMembership | null;
}

/** Changing the customer forgets everything read under the other one. */
export function useChooseCustomer(): (id: string) => void {
  const choose = useShellStore((state) => state.chooseCustomer);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return (id) => {
    choose(id);
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
    void navigate("/");
  };
}

export function CustomerSwitcher({ session, membership }: CustomerSwitcherProps) {
  const t = useText();
  const choose = useChooseCustomer();
  if (membership === null) return null;
  if (session.customers.length === 1) {
    return (
      <>
        <span className={classes.slash} />
        <span className={classes.switcher} style={{ cursor: "default" }}>
          <span>{membership.name}</span>
        </span>
      </>
    );
  }
  return (
    <>
      <span className={classes.slash} />
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <button
            type="button"
            className={classes.switcher}
            aria-label={t("shell.customer", { name: membership.name })}
          >
            <span>{membership.name}</span>
            <IconSelector size={13} />
          </button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
          <Menu.Label>{t("shell.customers")}</Menu.Label>
          {session.customers.map(({ id, name }) => (
            <Menu.Item
              key={id}
              onClick={() => choose(id)}
              rightSection={id === membership.id ? <IconCheck size={14} /> : null}
            >
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

export function ProjectSwitcher() {
  const t = useText();
  const { data: projects = [] } = useProjects();
  const projectId = useShellStore((state) => state.projectId);
  const current = projects.find(({ id }) => id === projectId);
  if (projects.length === 0) return null;
  return (
    <>
      <span className={classes.slash} />
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <button
            type="button"
            className={classes.switcher}
            aria-label={t("shell.project", { name: current?.name ?? t("shell.chooseProject") })}
          >
            <span>{current?.name ?? t("shell.chooseProject")}</span>
            <IconSelector size={13} />
          </button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
          <Menu.Label>{t("nav.projects")}</Menu.Label>
          {projects.map(({ id, name }) => (
            <Menu.Item
              key={id}
              component={Link}
              to={`/projects/${id}`}
              rightSection={id === projectId ? <IconCheck size={14} /> : null}
            >
              {name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item component={Link} to="/projects/new" leftSection={<IconPlus size={14} />}>
            {t("projects.new")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
