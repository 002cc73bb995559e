/** Whether the item in hand is shown in the fast lane: where its ontology allows it, unless this person wants the desk. */
import { useState } from "react";
import type { Attribute } from "../editors";
import type { Item, Project } from "./claim";
import { laneQuestion } from "./lane";

export interface Lane {
  /** The question to ask; null where the whole desk is shown. */
  readonly question: Attribute | null;
  /** Go over to the other layout; null where there is only the desk. */
  readonly toggle: (() => void) | null;
}

const ONLY_THE_DESK: Lane = { question: null, toggle: null };

export function useLane(project: Project, item: Item | null): Lane {
  const key = `goldsmith-desk ${project.id}`;
  const [wantsDesk, setWantsDesk] = useState(() => localStorage.getItem(key) === "whole");
  const question = item?.claim.purpose === "label" ? laneQuestion(item.ontology) : null;
  if (!question) return ONLY_THE_DESK;
  const toggle = () => {
    localStorage.setItem(key, wantsDesk ? "lane" : "whole");
    setWantsDesk(!wantsDesk);
  };
  return { question: wantsDesk ? null : question, toggle };
}
