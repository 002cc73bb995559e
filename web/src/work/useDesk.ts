/** The desk of one project and purpose, opened while the screen is mounted. */
import { useEffect, useState } from "react";
import { loadEditor, type Ontology } from "../editors";
import { type Claim, fence, type Item, type Project, type Purpose, taskOf } from "./claim";
import { createDesk, type Desk } from "./desk";
import { type Journal, NOTHING_UNSAVED, unsavedOf } from "./journal";
import type { OutgoingQueue } from "./outgoing";
import type { ActiveTimer } from "./timer";
import { claimTask, getOntology, myClaims, releaseClaim, renewLease } from "./wire";

const RENEW_EVERY_MS = 10_000;

export function useDesk(
  project: Project | undefined,
  purpose: Purpose,
  outgoing: OutgoingQueue | null,
  journal: Journal | null,
  timer: ActiveTimer,
): Desk | null {
  const [desk, setDesk] = useState<Desk | null>(null);
  useEffect(() => {
    if (!project || !outgoing || !journal) return;
    const opened = deskOf(project, purpose, outgoing, journal);
    setDesk(opened);
    void opened.open();
    const leave = () => opened.close();
    const restore = (event: PageTransitionEvent) => event.persisted && location.reload();
    const renewing = setInterval(() => {
      if (!timer.isIdle) void opened.renewDue(project.lease_seconds);
    }, RENEW_EVERY_MS);
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", restore);
    return () => {
      clearInterval(renewing);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", restore);
      leave();
    };
  }, [project, purpose, outgoing, journal, timer]);
  return desk;
}

/** What is held back goes out when the page is put away: nobody looks at it any more. */
export function useSendingWhenHidden(desk: Desk): void {
  useEffect(() => {
    const send = () => {
      if (document.hidden) desk.sendHeld();
    };
    document.addEventListener("visibilitychange", send);
    return () => document.removeEventListener("visibilitychange", send);
  }, [desk]);
}

function deskOf({ id, modality }: Project, purpose: Purpose, outgoing: OutgoingQueue, journal: Journal): Desk {
  const wire = {
    claim: () => claimTask(id, purpose),
    mine: () => myClaims(id),
    renew: renewLease,
    release: releaseClaim,
    prepare: makePreparer(modality, journal),
    // What is not forgotten now is forgotten with what is old.
    settled: (claim: Claim) => void journal.forgetClaim(fence(claim)).catch(() => undefined),
  };
  return createDesk(purpose, wire, outgoing);
}

/** A claim is ready to paint when its ontology is known and its files are decoded; a broken file must not hold it up. */
function makePreparer(modality: string, journal: Journal): (claim: Claim) => Promise<Item> {
  const ontologies = new Map<number, Promise<Ontology>>();
  const ontologyOf = ({ project_id, ontology_version }: Claim) => {
    const known = ontologies.get(ontology_version) ?? getOntology(project_id, ontology_version);
    ontologies.set(ontology_version, known);
    known.catch(() => ontologies.delete(ontology_version));
    return known;
  };
  return async (claim) => {
    const [ontology, definition, unsaved] = await Promise.all([
      ontologyOf(claim),
      loadEditor(modality),
      unsavedOf(journal, claim).catch(() => NOTHING_UNSAVED),
    ]);
    const task = taskOf(claim);
    await definition.prepare?.(task).catch(() => undefined);
    return { claim, ontology, unsaved };
  };
}
