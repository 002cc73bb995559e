/** Markdown from people: rendered with raw HTML dropped and everything sanitised. Loaded when first shown. */
import { lazy, Suspense } from "react";
import classes from "./markdown.module.css";

const Rendered = lazy(() => import("./RenderedMarkdown"));

export function Markdown({ children }: { children: string }) {
  return (
    <div className={classes.prose}>
      <Suspense fallback={null}>
        <Rendered>{children}</Rendered>
      </Suspense>
    </div>
  );
}
