/** The files of a delivery. One that nobody asked for before is written first, and taken as soon as it is there. */
import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { api, apiUrl, type Delivery } from "../../api";
import type { DeliveryFile, Joined } from "../../api/types";
import { formatBytes, formatCount } from "../../components/format";
import { type Text, useText } from "../../i18n/text";
import classes from "./deliveries.module.css";

const LOOK_EVERY_MS = 700;

export function DownloadMenu({ delivery }: { delivery: Delivery }) {
  const t = useText();
  const take = useTake(delivery);
  const written = new Map(delivery.files.map((file) => [file.format, file]));
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconDownload size={14} />} loading={take.isPending}>
          {t("deliveries.download")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {t("deliveries.recordCount", { count: delivery.records, shown: formatCount(delivery.records) })}
        </Menu.Label>
        {delivery.export_formats.map((format) => {
          const file = written.get(format);
          return file ? (
            <Menu.Item
              key={format}
              component="a"
              href={exportUrl(delivery, format)}
              download
              rightSection={<span className={classes.size}>{formatBytes(file.bytes)}</span>}
            >
              {format}
              {file.joined && <span className={classes.joined}>{joinedWords(file.joined, t)}</span>}
            </Menu.Item>
          ) : (
            <Menu.Item key={format} onClick={() => take.mutate(format)}>
              {format}
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <Menu.Item
          component="a"
          href={apiUrl("/deliveries/{delivery_id}/certificate", inDelivery(delivery.id))}
          download="certificate.json"
        >
          certificate.json
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const inDelivery = (id: string) => ({ path: { delivery_id: id } });

function exportUrl(delivery: Delivery, format: string): string {
  return apiUrl("/deliveries/{delivery_id}/export", { ...inDelivery(delivery.id), query: { format } });
}

function useTake(delivery: Delivery) {
  const t = useText();
  return useMutation({
    mutationFn: (format: string) => writtenFile(delivery.id, format),
    onSuccess: (file) => {
      const lost = file.losses.map((loss) => `${loss.lost}: ${formatCount(loss.count)}`).join(", ");
      if (lost !== "") notifications.show({ message: t("deliveries.leftOut", { format: file.format, lost }) });
      if (file.joined) notifications.show({ message: joinedWords(file.joined, t) });
      window.location.assign(exportUrl(delivery, file.format));
    },
    onError: (error) => notifications.show({ color: "red", message: error.message }),
  });
}

/** What came of joining parts: how many matched, how alike they were, and what only one of two parts saw. */
function joinedWords(joined: Joined, t: Text): string {
  const { wholes, parts, matched, similarity, one_sided } = joined;
  const told = [t("deliveries.joined", { parts: formatCount(parts), wholes: formatCount(wholes) })];
  if (similarity != null) {
    told.push(t("deliveries.matched", { matched: formatCount(matched), percent: Math.round(100 * similarity) }));
  }
  if (one_sided > 0) told.push(t("deliveries.oneSided", { seen: formatCount(one_sided) }));
  return told.join(" · ");
}

/** The file, once it is written. */
async function writtenFile(deliveryId: string, format: string): Promise<DeliveryFile> {
  for (;;) {
    const { files } = await api.post("/deliveries/{delivery_id}/files", {
      params: inDelivery(deliveryId),
      body: { format },
    });
    const file = files.find((each) => each.format === format);
    if (file) return file;
    await new Promise((resolve) => window.setTimeout(resolve, LOOK_EVERY_MS));
  }
}
