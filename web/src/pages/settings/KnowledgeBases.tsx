/** Knowledge bases of the customer: which there are, what is in them, and files that are loaded into them. */
import { Button, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type KnowledgeBase } from "../../api";
import { keys, useKnowledgeBases } from "../../api/queries";
import { EmptyState } from "../../components/EmptyState";
import { formatCount } from "../../components/format";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { nameFromTitle } from "../../ontology/names";
import { AddDialog } from "./AddDialog";
import { KnowledgeBaseLoads } from "./KnowledgeBaseLoads";
import { KnowledgeBaseSearch } from "./KnowledgeBaseSearch";
import { LoadEntries } from "./LoadEntries";
import classes from "./settings.module.css";

export function KnowledgeBases() {
  const t = useText();
  const query = useKnowledgeBases();
  const [isAdding, setAdding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
      {t("knowledge.add")}
    </Button>
  );
  return (
    <div className={classes.part}>
      <div className={classes.top}>
        <p>{t("knowledge.lead")}</p>
        {query.data?.length ? add : null}
      </div>
      <Loaded query={query}>
        {(bases) =>
          bases.length === 0 ? (
            <EmptyState title={t("knowledge.emptyTitle")} action={add}>
              {t("knowledge.emptyText")}
            </EmptyState>
          ) : (
            bases.map((base) => <KnowledgeBaseCard key={base.name} base={base} />)
          )
        }
      </Loaded>
      {isAdding && <AddKnowledgeBase onClose={() => setAdding(false)} />}
    </div>
  );
}

function KnowledgeBaseCard({ base }: { base: KnowledgeBase }) {
  const t = useText();
  const [isLoading, setLoading] = useState(false);
  return (
    <article className={classes.webhook}>
      <div className={classes.webhookHead}>
        <strong>{base.title}</strong>
        <span>
          <Button variant="default" size="compact-sm" onClick={() => setLoading(true)}>
            {t("knowledge.load")}
          </Button>
        </span>
      </div>
      <p className={classes.webhookNote}>
        <span className="mono">{base.name}</span> ·{" "}
        {t("knowledge.entries", { count: base.entries, formatted: formatCount(base.entries) })}
        {base.description && ` · ${base.description}`}
      </p>
      <KnowledgeBaseLoads base={base} />
      {base.entries > 0 && <KnowledgeBaseSearch base={base} />}
      {isLoading && <LoadEntries base={base} onClose={() => setLoading(false)} />}
    </article>
  );
}

function AddKnowledgeBase({ onClose }: { onClose(): void }) {
  const t = useText();
  const queryClient = useQueryClient();
  const [title, setTitle] = useState("");
  const [name, setName] = useState<string | null>(null);
  const [description, setDescription] = useState("");
  const body = { title, name: name ?? nameFromTitle(title), description };
  const add = useMutation({
    mutationFn: () => api.post("/knowledge-bases", { body }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.knowledgeBases });
      onClose();
    },
  });
  return (
    <AddDialog
      title={t("knowledge.add")}
      action={t("knowledge.add")}
      error={add.error}
      isBusy={add.isPending}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={t("knowledge.title")}
        required
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        label={t("knowledge.name")}
        description={t("knowledge.nameNote")}
        required
        value={body.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t("knowledge.description")}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
    </AddDialog>
  );
}
