/** A first file of labeling functions, about what a project really asks. */
import type { Attribute, Ontology } from "../../api";

/** Python that votes on the first choice question; null where a project asks none. */
export function writeExample(ontology: Ontology, modality: string): string | null {
  const attribute = ontology.attributes.find(({ type, retired }) => type === "category" && !retired);
  const [first, second] = attribute?.choices.filter(({ retired }) => !retired) ?? [];
  if (attribute === undefined || first === undefined) return null;
  const isText = modality.startsWith("text.");
  return [
    "from goldsmith import label_function",
    ...describe(attribute, "has_keyword", first.name, isText ? '"thank" in item.text.lower()' : KNOWN_SOURCE),
    ...(second ? describe(attribute, "from_metadata", second.name, 'item.metadata.get("source") == "shop"') : []),
    "",
  ].join("\n");
}

const KNOWN_SOURCE = '(item.unique_id or "").startswith("batch-7")';

function describe(attribute: Attribute, name: string, choice: string, condition: string): string[] {
  const vote = attribute.allow_multiple ? `[${JSON.stringify(choice)}]` : JSON.stringify(choice);
  return [
    "",
    "",
    `@label_function(attribute=${JSON.stringify(attribute.name)})`,
    `def ${name}(item):`,
    `    return ${vote} if ${condition} else None`,
  ];
}
