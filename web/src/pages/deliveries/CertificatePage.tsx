/** The certificate of a delivery: one sheet that says how good the records are and how that is known. */
import { Button } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconPrinter } from "@tabler/icons-react";
import { useEffect } from "react";
import { Link, useParams } from "react-router";
import { ApiError, type Delivery } from "../../api";
import { useDelivery } from "../../api/queries";
import { NotFound } from "../../app/NotFound";
import { useShellStore } from "../../app/store";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { CertificateSheet } from "./CertificateSheet";
import classes from "./certificate.module.css";
import { DownloadMenu } from "./DownloadMenu";

export function CertificatePage() {
  const t = useText();
  const { deliveryId = "" } = useParams();
  const query = useDelivery(deliveryId);
  const chooseProject = useShellStore((state) => state.chooseProject);
  const projectId = query.data?.project_id;
  useDocumentTitle(`${t("certificate.title")} · Goldsmith`);
  useEffect(() => {
    if (projectId) chooseProject(projectId);
  }, [projectId, chooseProject]);
  if (query.error instanceof ApiError && query.error.status === 404) return <NotFound />;
  return <Loaded query={query}>{(delivery) => <Shown delivery={delivery} />}</Loaded>;
}

function Shown({ delivery }: { delivery: Delivery }) {
  const t = useText();
  return (
    <div className={classes.desk}>
      <div className={classes.bar}>
        <Link to={`/projects/${delivery.project_id}/deliveries`}>← {t("nav.deliveries")}</Link>
        <span className={classes.barActions}>
          <DownloadMenu delivery={delivery} />
          <Button size="compact-sm" leftSection={<IconPrinter size={14} />} onClick={() => window.print()}>
            {t("certificate.print")}
          </Button>
        </span>
      </div>
      {delivery.certificate ? (
        <CertificateSheet certificate={delivery.certificate} />
      ) : (
        <EmptyState title={t(delivery.status === "failed" ? "certificate.failed" : "certificate.building")}>
          {delivery.error ?? t("certificate.buildingText")}
        </EmptyState>
      )}
    </div>
  );
}
