/** What is mine: what I did today, how the app looks, my password, and the way out. */
import { Button, PasswordInput, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, api, useSession } from "../../api";
import { useWork } from "../../api/queries";
import { useRole } from "../../api/session";
import { signOut } from "../../app/signOut";
import { ErrorNote } from "../../components/ErrorNote";
import { Figures } from "../../components/Figures";
import { formatCount, formatSeconds } from "../../components/format";
import { Page, Section } from "../../components/Page";
import { useText } from "../../i18n/text";
import classes from "./settings.module.css";

export function Me() {
  const t = useText();
  const { data: session } = useSession();
  const role = useRole();
  return (
    <Page
      title={session?.person.name ?? t("nav.me")}
      lead={`${session?.person.email ?? ""} · ${t(`role.${role}`)}`}
      actions={
        <Button variant="default" onClick={signOut}>
          {t("actions.signOut")}
        </Button>
      }
    >
      <Today />
      <div className={classes.me}>
        <Section title={t("me.appearance")} lead={t("me.appearanceLead")}>
          <Appearance />
        </Section>
        <Section title={t("me.password")} lead={t("me.passwordLead")}>
          <PasswordForm />
        </Section>
      </div>
    </Page>
  );
}

function Today() {
  const t = useText();
  const { data: work } = useWork();
  if (work === undefined) return null;
  const total = (name: "submitted_today" | "skipped_today" | "seconds_today") =>
    work.reduce((sum, { mine }) => sum + mine[name], 0);
  const submitted = total("submitted_today");
  return (
    <div style={{ marginBlockEnd: 24 }}>
      <Figures
        figures={[
          { label: t("me.submitted"), value: formatCount(submitted) },
          { label: t("me.skipped"), value: formatCount(total("skipped_today")) },
          { label: t("me.time"), value: formatSeconds(total("seconds_today")) },
          { label: t("me.pace"), value: submitted === 0 ? "—" : formatSeconds(total("seconds_today") / submitted) },
        ]}
      />
    </div>
  );
}

function Appearance() {
  const t = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label={t("me.appearance")}
      value={colorScheme}
      onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}
      data={(["light", "dark", "auto"] as const).map((value) => ({ value, label: t(`scheme.${value}`) }))}
    />
  );
}

function PasswordForm() {
  const t = useText();
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const change = useMutation({
    mutationFn: () => api.post("/session/password", { body: { current_password: current, new_password: wanted } }),
    onSuccess: () => {
      setCurrent("");
      setWanted("");
      notifications.show({ message: t("me.passwordChanged") });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  const faultOf = (field: string) =>
    change.error instanceof ApiError && change.error.field === field ? change.error.message : undefined;
  const isElsewhere = change.isError && !faultOf("current_password") && !faultOf("new_password");
  return (
    <form className={classes.narrow} onSubmit={submit}>
      <PasswordInput
        label={t("me.currentPassword")}
        autoComplete="current-password"
        required
        value={current}
        error={faultOf("current_password")}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordInput
        label={t("me.newPassword")}
        autoComplete="new-password"
        required
        value={wanted}
        error={faultOf("new_password")}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      {isElsewhere && <ErrorNote error={change.error} />}
      <div>
        <Button type="submit" variant="default" loading={change.isPending}>
          {t("me.changePassword")}
        </Button>
      </div>
    </form>
  );
}
