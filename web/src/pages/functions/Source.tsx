/** The Python that votes, and an example for those who have none yet. */

import type { Project } from "../../api";
import { useFunctionsSource, useOntology } from "../../api/queries";
import { Section } from "../../components/Page";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { writeExample } from "./example";
import classes from "./functions.module.css";

export function VotingFile({ projectId, version }: { projectId: string; version: number }) {
  const query = useFunctionsSource(projectId, version);
  return <Loaded query={query}>{({ source }) => <Code text={source} />}</Loaded>;
}

/** A first file about the project's own question. */
export function ExampleFile({ project }: { project: Project }) {
  const t = useText();
  const { data } = useOntology(project.id);
  const example = data && writeExample(data.ontology, project.modality);
  if (!example) return null;
  return (
    <Section title={t("functions.exampleTitle")} lead={t("functions.exampleText")}>
      <Code text={example} />
    </Section>
  );
}

function Code({ text }: { text: string }) {
  const t = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={classes.code} aria-label={t("functions.code")} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  );
}
