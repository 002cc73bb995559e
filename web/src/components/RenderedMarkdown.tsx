/** react-markdown with tables and task lists, sanitised. */

import type { Components } from "react-markdown";
import ReactMarkdown from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";

/** A task list's box is a picture of a box: nothing happens when it is pressed. */
const COMPONENTS: Components = { input: ({ checked }) => <span>{checked ? "☑" : "☐"}</span> };

export default function RenderedMarkdown({ children }: { children: string }) {
  return (
    <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={COMPONENTS} skipHtml>
      {children}
    </ReactMarkdown>
  );
}
