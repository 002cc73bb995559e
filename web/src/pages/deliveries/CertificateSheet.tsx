/** The sheet itself: always ink on paper, whatever the screen's colours. */
import type { Certificate } from "../../api";
import { formatBytes, formatCount, formatDay, formatExact, formatShare } from "../../components/format";
import { type Text, useText } from "../../i18n/text";
import classes from "./certificate.module.css";
import { makeRuler } from "./ruler";
import { Seal } from "./Seal";

interface CertificateSheetProps {
  certificate: Certificate;
}

export function CertificateSheet({ certificate }: CertificateSheetProps) {
  const t = useText();
  const { delivery, project, customer, issuer } = certificate;
  return (
    <article className={classes.sheet} aria-label={t("certificate.title")}>
      <header className={classes.head}>
        <div>
          <p className={classes.kind}>{t("certificate.title")}</p>
          <h1>{project.name}</h1>
          <p>
            {delivery.name} · {customer.name}
          </p>
        </div>
        <div className={classes.seal}>
          <Seal root={delivery.root} title={t("certificate.seal")} />
        </div>
      </header>
      <BigNumber certificate={certificate} />
      <Facts certificate={certificate} />
      <section className={classes.root}>
        <h2>{t("certificate.root")}</h2>
        <code>{delivery.root}</code>
      </section>
      <section className={classes.verify}>
        <h2>{t("certificate.verify")}</h2>
        <p>{t("certificate.verifyText")}</p>
        <code>goldsmith verify certificate.json export.jsonl</code>
      </section>
      <footer className={classes.foot}>
        <span>{t("certificate.issued", { issuer: issuer.name, at: formatExact(delivery.issued_at) })}</span>
        <span>
          {t("certificate.key")} <code>{issuer.public_key}</code>
        </span>
      </footer>
    </article>
  );
}

function BigNumber({ certificate: { quality } }: CertificateSheetProps) {
  const t = useText();
  const { estimate, low, high, confidence, statement } = quality;
  if (estimate === null || low === null || high === null) {
    return (
      <section className={classes.big}>
        <p className={classes.unstated}>{t("certificate.unstated")}</p>
        <p className={classes.statement}>{statement}</p>
      </section>
    );
  }
  return (
    <section className={classes.big}>
      <p className={classes.label}>{t("certificate.accuracy")}</p>
      <p className={classes.number}>
        {formatShare(estimate)}
        <span className={classes.interval}>
          {t("certificate.interval", {
            low: formatShare(low),
            high: formatShare(high),
            confidence: formatShare(confidence, 0),
          })}
        </span>
      </p>
      <Scale low={low} high={high} estimate={estimate} target={quality.target_accuracy} />
      <p className={classes.statement}>{statement}</p>
    </section>
  );
}

interface ScaleProps {
  low: number;
  high: number;
  estimate: number;
  target: number;
}

/** The interval on a ruler, so that its width is seen and not only read. */
function Scale({ low, high, estimate, target }: ScaleProps) {
  const t = useText();
  const { from, ticks } = makeRuler(Math.min(low, target));
  const x = (percent: number) => ((percent - from) / (100 - from)) * 600;
  return (
    <svg className={classes.scale} viewBox="-16 -6 632 54" aria-hidden="true">
      {ticks.map(({ percent, isLabeled }) => (
        <g key={percent} transform={`translate(${x(percent)} 22)`}>
          <line y2={isLabeled ? 7 : 4} stroke="#8f8d85" strokeWidth="0.7" />
          {isLabeled && (
            <text y="21" textAnchor="middle">
              {percent}
            </text>
          )}
        </g>
      ))}
      <line x1="0" x2="600" y1="22" y2="22" stroke="#8f8d85" strokeWidth="0.7" />
      <rect x={x(low * 100)} width={x(high * 100) - x(low * 100)} y="13" height="5" rx="2.5" fill="#c8971f" />
      <line x1={x(estimate * 100)} x2={x(estimate * 100)} y1="8" y2="22" stroke="#1a1d21" strokeWidth="1.6" />
      <line
        x1={x(target * 100)}
        x2={x(target * 100)}
        y1="1"
        y2="22"
        stroke="#1a1d21"
        strokeWidth="0.8"
        strokeDasharray="2 2"
      />
      <text x={x(target * 100) - 5} y="8" textAnchor="end">
        {t("certificate.target")}
      </text>
    </svg>
  );
}

/** What rests on machines alone and on which; nothing where people had a say in every record. */
function machineFacts({ machine_only }: Certificate, t: Text): [string, string][] {
  if (!machine_only?.records) return [];
  const which = machine_only.labelers.map(({ name, records }) => `${name} ${formatCount(records)}`).join(", ");
  return [[t("certificate.machines"), t("certificate.machinesText", { records: machine_only.records, which })]];
}

function Facts({ certificate }: CertificateSheetProps) {
  const t = useText();
  const { delivery, quality, labels, labelers, project } = certificate;
  const who = labelers.map(({ kind, count }) => t(`certificate.labelers_${kind}`, { count })).join(", ");
  const facts: [string, string][] = [
    [t("certificate.records"), `${formatCount(delivery.records)} (${formatBytes(delivery.bytes)})`],
    [
      t("certificate.audited"),
      t("certificate.auditedOf", { audited: formatCount(quality.audited), correct: formatCount(quality.correct) }),
    ],
    [t("certificate.method"), t(`certificate.methods.${quality.method}`)],
    [
      t("certificate.labels"),
      t("certificate.labelsPerTask", { total: formatCount(labels.total), perTask: labels.per_task.toFixed(2) }),
    ],
    [t("certificate.who"), who || "—"],
    ...machineFacts(certificate, t),
    [
      t("certificate.versions"),
      t("certificate.versionsText", {
        modality: project.modality,
        ontology: certificate.ontology_version,
        instructions: certificate.instructions_version,
      }),
    ],
    [t("certificate.frozen"), formatDay(delivery.created_at)],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
