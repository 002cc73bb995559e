/** What a model wrote: Markdown with tables, formulas and highlighted code. Nothing in it runs, and nothing is fetched. */
import { memo } from "react";
import { useTranslation } from "react-i18next";
import Markdown, { type Components } from "react-markdown";
import rehypeHighlight from "rehype-highlight";
import rehypeKatex from "rehype-katex";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import remarkBreaks from "remark-breaks";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import styles from "./chat.module.css";
import { visibleHtml } from "./visibleHtml";

/** Sanitised first: what formulas and highlighting add after it is made by libraries, from text alone. */
const SCHEMA = {
  ...defaultSchema,
  attributes: {
    ...defaultSchema.attributes,
    code: [["className", /^language-./, "math-inline", "math-display"] as [string, ...(string | RegExp)[]]],
  },
};
/** A new line stays one, as chats show it: a poem is judged by its lines. */
const REMARK = [remarkGfm, remarkMath, remarkBreaks];
const FORMULAS = { output: "mathml", maxExpand: 1000, strict: false } as const;
const REHYPE = [
  visibleHtml,
  [rehypeSanitize, SCHEMA],
  [rehypeKatex, FORMULAS],
  [rehypeHighlight, { detect: false }],
] as NonNullable<React.ComponentProps<typeof Markdown>["rehypePlugins"]>;

/** Longer texts are shown as they are: highlighting them would hold up the page. */
const LONGEST_FORMATTED = 200_000;

const COMPONENTS: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer nofollow">
      {children}
    </a>
  ),
  img: ({ alt }) => <Picture alt={alt ?? ""} />,
  input: ({ checked }) => <span>{checked ? "☑" : "☐"}</span>,
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre tabIndex={0}>{children}</pre>
  ),
};

export const RichText = memo(function RichText({ text }: { readonly text: string }) {
  if (text.length > LONGEST_FORMATTED) return <PlainText text={text} />;
  return (
    <div className={styles.prose} dir="auto">
      <Markdown remarkPlugins={REMARK} rehypePlugins={REHYPE} components={COMPONENTS}>
        {text}
      </Markdown>
    </div>
  );
});

export function PlainText({ text }: { readonly text: string }) {
  return (
    <div className={styles.plain} dir="auto">
      {text}
    </div>
  );
}

/** A picture elsewhere is named, not fetched: its address could tell others who reads this. */
function Picture({ alt }: { readonly alt: string }) {
  const { t } = useTranslation("editor.chat.v1");
  return <span className={styles.picture}>{t("image", { alt })}</span>;
}
