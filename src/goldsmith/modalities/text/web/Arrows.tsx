/** Relations as arcs between the first letters of their spans. */
import { type Answer, type Link, linkTitle, type Ontology } from "@goldsmith/editors";
import { type RefObject, useLayoutEffect, useState } from "react";
import { type Arc, pathOf, placeTitles } from "./arcs";
import styles from "./text.module.css";

interface ArrowsProps {
  readonly page: RefObject<HTMLElement | null>;
  readonly links: readonly Link[];
  readonly selection: readonly string[];
  readonly ontology: Ontology;
  readonly answer: Answer;
  readonly drawn: unknown;
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
  const titles = placeTitles(arcs);
  return (
    <svg className={styles.arrows} aria-hidden="true">
      <defs>
        <marker id="text-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0 8 4 0 8z" fill="var(--gs-muted)" stroke="none" />
        </marker>
      </defs>
      {arcs.map((arc, place) => (
        <g key={arc.uuid}>
          <path d={pathOf(arc)} markerEnd="url(#text-arrow)" />
          <text x={titles[place]?.x} y={titles[place]?.y}>
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
    const place = ({ left, top }: DOMRect) => [left - origin.left + 6, top - origin.top - 8] as const;
    return [{ uuid: link.uuid, from: place(from), to: place(to), title: linkTitle(ontology, answer, link) }];
  });
}

function anchorOf(root: HTMLElement, uuid: string): Element | null {
  return root.querySelector(`[data-span="${CSS.escape(uuid)}"]`);
}
