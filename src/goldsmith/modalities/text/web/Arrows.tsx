/** Relations as arcs between the first letters of their spans. */
import { type Answer, type Link, linkTitle, type Ontology } from "@goldsmith/editors";
import { type RefObject, useLayoutEffect, useState } from "react";
import styles from "./text.module.css";

interface ArrowsProps {
  readonly page: RefObject<HTMLElement | null>;
  readonly links: readonly Link[];
  readonly selection: readonly string[];
  readonly ontology: Ontology;
  readonly answer: Answer;
  readonly drawn: unknown;
}

interface Arc {
  readonly uuid: string;
  readonly path: string;
  readonly title: string;
  readonly x: number;
  readonly y: number;
}

/** Beyond this only the selected object's relations are drawn: more is a tangle nobody reads. */
const MOST = 60;

export function Arrows({ page, links, selection, ontology, answer, drawn }: ArrowsProps) {
  const [arcs, setArcs] = useState<readonly Arc[]>([]);
  // `drawn` moves the spans
  useLayoutEffect(() => {
    const root = page.current;
    if (!root) return;
    const measure = () => setArcs(measureArcs(root, shownLinks(links, selection), ontology, answer));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(root);
    return () => observer.disconnect();
  }, [page, links, selection, ontology, answer, drawn]);
  if (arcs.length === 0) return null;
  return (
    <svg className={styles.arrows} aria-hidden="true">
      <defs>
        <marker id="text-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0 8 4 0 8z" fill="var(--gs-muted)" stroke="none" />
        </marker>
      </defs>
      {arcs.map((arc) => (
        <g key={arc.uuid}>
          <path d={arc.path} markerEnd="url(#text-arrow)" />
          <text x={arc.x} y={arc.y}>
            {arc.title}
          </text>
        </g>
      ))}
    </svg>
  );
}

function shownLinks(links: readonly Link[], selection: readonly string[]): readonly Link[] {
  if (links.length <= MOST) return links;
  const chosen = new Set(selection);
  return links.filter((link) => chosen.has(link.from) || chosen.has(link.to));
}

function measureArcs(root: HTMLElement, links: readonly Link[], ontology: Ontology, answer: Answer): Arc[] {
  const origin = root.getBoundingClientRect();
  return links.flatMap((link) => {
    const from = anchorOf(root, link.from)?.getBoundingClientRect();
    const to = anchorOf(root, link.to)?.getBoundingClientRect();
    if (!from || !to) return [];
    const [x1, y1] = [from.left - origin.left + 6, from.top - origin.top - 8];
    const [x2, y2] = [to.left - origin.left + 6, to.top - origin.top - 8];
    const top = Math.min(y1, y2) - Math.min(22, 10 + Math.abs(x2 - x1) / 14);
    const title = linkTitle(ontology, answer, link);
    const path = `M${x1} ${y1}C${x1} ${top} ${x2} ${top} ${x2} ${y2}`;
    return [{ uuid: link.uuid, path, title, x: (x1 + x2) / 2, y: top + (y1 + y2 - 2 * top) / 8 }];
  });
}

function anchorOf(root: HTMLElement, uuid: string): Element | null {
  return root.querySelector(`[data-span="${CSS.escape(uuid)}"]`);
}
