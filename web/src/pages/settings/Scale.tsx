/** The door for scripts written for Scale's client: where it is, what its callbacks carry, what waits. */
import { useQuery } from "@tanstack/react-query";
import { api, type ScaleDoor } from "../../api";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import classes from "./settings.module.css";

export function Scale() {
  const t = useText();
  const query = useQuery({
    queryKey: ["scale"],
    queryFn: ({ signal }) => api.get("/scale", { signal }),
  });
  return (
    <div className={classes.part}>
      <div className={classes.top}>
        <p>{t("scale.lead")}</p>
      </div>
      <Loaded query={query}>
        {(door) => (
          <>
            <Value title={t("scale.address")} about={t("scale.addressText")} value={door.url} />
            <Value title={t("scale.live")} about={t("scale.liveText")} value={door.live_callback_key} />
            <Value title={t("scale.test")} about={t("scale.testText")} value={door.test_callback_key} />
            <Waiting waiting={door.waiting} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Value({ title, about, value }: { title: string; about: string; value: string }) {
  return (
    <article className={classes.webhook}>
      <strong>{title}</strong>
      <p className={classes.webhookNote}>{about}</p>
      <code className={classes.value}>{value}</code>
    </article>
  );
}

function Waiting({ waiting }: { waiting: ScaleDoor["waiting"] }) {
  const t = useText();
  return (
    <article className={classes.webhook}>
      <strong>{t("scale.waiting")}</strong>
      <p className={classes.webhookNote}>{t(waiting.length ? "scale.waitingText" : "scale.waitingNone")}</p>
      {waiting.length > 0 && (
        <ul>
          {waiting.map(({ what, tasks }) => (
            <li key={what}>
              {what}: {tasks.toLocaleString()}
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}
