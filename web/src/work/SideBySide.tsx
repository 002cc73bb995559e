/** The answers others gave to one item, each over its own copy of the item. */
import { AnswerView } from "../editors";
import { type Item, nameOfLabeler } from "./claim";
import styles from "./work.module.css";

export function SideBySide({ item, modality }: { readonly item: Item; readonly modality: string }) {
  const { claim, ontology } = item;
  return (
    <div className={styles.sideBySide}>
      {claim.answers.map(({ labeler, answer }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the answers of one claim never move
        <figure key={index} className={styles.oneAnswer}>
          <figcaption>{nameOfLabeler(labeler)}</figcaption>
          <AnswerView
            modality={modality}
            content={claim.task.content}
            assets={claim.assets}
            ontology={ontology}
            answer={answer}
          />
        </figure>
      ))}
    </div>
  );
}
