/** What belongs to the customer as a whole: people, keys for programs, webhooks, buckets. */
import { NavLink, useParams } from "react-router";
import { may, useRole } from "../../api/session";
import { NotFound } from "../../app/NotFound";
import { Page } from "../../components/Page";
import { useText } from "../../i18n/text";
import { Buckets } from "./Buckets";
import { Keys } from "./Keys";
import { KnowledgeBases } from "./KnowledgeBases";
import { Members } from "./Members";
import { Scale } from "./Scale";
import classes from "./settings.module.css";
import { Webhooks } from "./Webhooks";

const PARTS = {
  members: Members,
  keys: Keys,
  webhooks: Webhooks,
  buckets: Buckets,
  knowledge: KnowledgeBases,
  scale: Scale,
};
type PartName = keyof typeof PARTS;

export function CustomerSettings() {
  const t = useText();
  const { part = "" } = useParams();
  const mayChange = may(useRole(), "operate");
  const Part = PARTS[part as PartName];
  if (Part === undefined || !mayChange) return <NotFound />;
  return (
    <Page title={t("nav.settings")} lead={t("settings.lead")}>
      <nav className={classes.tabs} aria-label={t("nav.settings")}>
        {Object.keys(PARTS).map((name) => (
          <NavLink key={name} to={`/settings/${name}`}>
            {t(`settings.${name as PartName}`)}
          </NavLink>
        ))}
      </nav>
      <Part />
    </Page>
  );
}
