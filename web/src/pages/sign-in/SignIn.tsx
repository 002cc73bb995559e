/** The door. One form, one action, and a word about where the first password comes from. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import { api, sessionKey, useSession } from "../../api";
import { Mark } from "../../app/shell/Mark";
import { ErrorNote } from "../../components/ErrorNote";
import { useText } from "../../i18n/text";
import classes from "./signIn.module.css";

/** Only an address inside this app; anything else could lead away. */
function readNext(search: URLSearchParams): string {
  const next = search.get("next") ?? "/";
  return next.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") ? next : "/";
}

export function SignIn() {
  const t = useText();
  useDocumentTitle(`${t("signIn.title")} · Goldsmith`);
  const [search] = useSearchParams();
  const { data: session } = useSession();
  if (session) return <Navigate to={readNext(search)} replace />;
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Mark size={30} />
        <h1 className={classes.title}>{t("signIn.title")}</h1>
        <p className={classes.lead}>{t("signIn.lead")}</p>
        <SignInForm next={readNext(search)} />
        <p className={classes.hint}>{t("signIn.firstTime")}</p>
      </div>
    </main>
  );
}

function SignInForm({ next }: { next: string }) {
  const t = useText();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => api.post("/session", { body: { email, password } }),
    onSuccess: (session) => {
      queryClient.setQueryData(sessionKey, session);
      void navigate(next, { replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label={t("fields.email")}
        type="email"
        autoComplete="username"
        autoFocus
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t("fields.password")}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {signIn.isError && <ErrorNote error={signIn.error} />}
      <Button type="submit" loading={signIn.isPending} fullWidth>
        {t("actions.signIn")}
      </Button>
    </form>
  );
}
