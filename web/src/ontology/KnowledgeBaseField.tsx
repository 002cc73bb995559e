/** In which knowledge base an entity is looked for. One that is not there yet may be named. */
import { Autocomplete } from "@mantine/core";
import { useKnowledgeBases } from "../api/queries";
import { useText } from "../i18n/text";
import type { DraftAttribute } from "./draft";
import classes from "./ontology.module.css";

interface KnowledgeBaseFieldProps {
  attribute: DraftAttribute;
  onChange(change: Partial<DraftAttribute>): void;
}

export function KnowledgeBaseField({ attribute, onChange }: KnowledgeBaseFieldProps) {
  const t = useText();
  const { data = [] } = useKnowledgeBases();
  const named = attribute.knowledge_base;
  const isThere = data.some(({ name }) => name === named);
  return (
    <div className={classes.options}>
      <Autocomplete
        label={t("ontology.knowledgeBase")}
        description={t(isThere || !named ? "ontology.knowledgeBaseNote" : "ontology.knowledgeBaseMissing")}
        data={data.map(({ name }) => name)}
        value={named}
        disabled={attribute.isSaved}
        onChange={(knowledge_base) => onChange({ knowledge_base: knowledge_base.trim() })}
      />
    </div>
  );
}
