/** HTML that a model wrote is shown as it stands: it must not run, and whoever judges the text must not miss it. */
interface Node {
  type: string;
  value?: string;
  children?: Node[];
}

export function visibleHtml() {
  return (tree: Node): void => {
    for (const child of tree.children ?? []) {
      if (child.type === "raw") child.type = "text";
      else visibleHtml()(child);
    }
  };
}
