/** The requests of the Work screen. */
import { api, type Page, queryString } from "../api";
import { type Answer, completeAnswer, type Ontology, type Op } from "../editors";
import type { Claim, Project, Purpose } from "./claim";
import type { DraftWire } from "./drafts";
import type { Outgoing } from "./outgoing";

export function getProject(projectId: string): Promise<Project> {
  return api.get<Project>(`/projects/${projectId}`);
}

export async function getOntology(projectId: string, version: number): Promise<Ontology> {
  return (await api.get<{ ontology: Ontology }>(`/projects/${projectId}/ontology/${version}`)).ontology;
}

export async function getInstructions(projectId: string, version: number): Promise<string> {
  return (await api.get<{ markdown: string }>(`/projects/${projectId}/instructions/${version}`)).markdown;
}

export async function claimTask(projectId: string, purpose: Purpose): Promise<Claim | null> {
  return readClaim(await api.post<Claim | null>(`/projects/${projectId}/claims`, { purpose }));
}

export async function myClaims(projectId: string): Promise<readonly Claim[]> {
  const mine = await api.get<Page<Claim>>(`/assignments/mine${queryString({ project: projectId })}`);
  return mine.items.map((claim) => readClaim(claim) as Claim);
}

/** Whole answers, so that nobody behind this door has to ask whether a part is missing. */
function readClaim(claim: Claim | null): Claim | null {
  if (!claim) return null;
  const whole = (answer: Answer | null) => answer && completeAnswer(answer);
  return {
    ...claim,
    hypothesis: whole(claim.hypothesis),
    consensus: whole(claim.consensus),
    draft: claim.draft && { ...claim.draft, answer: completeAnswer(claim.draft.answer) },
    answers: claim.answers.map((given) => ({ ...given, answer: completeAnswer(given.answer) })),
  };
}

/** Send a decision and ask for the next claim in the same breath. */
export async function sendDecision({ path, body }: Outgoing): Promise<Claim | null> {
  const answer = await api.post<{ next?: Claim | null } | null>(`${path}?then=claim`, body);
  return readClaim(answer?.next ?? null);
}

export function renewLease(claim: Claim): Promise<{ expires_at: string }> {
  return api.post(`/assignments/${claim.assignment_id}/renew`, { generation: claim.generation });
}

/** Give a claim back; survives the page being closed. */
export function releaseClaim(claim: Claim): Promise<null> {
  const body = { generation: claim.generation };
  return api.post(`/assignments/${claim.assignment_id}/release`, body, { keepalive: true });
}

export const draftWire: DraftWire = {
  put(claim, revision, operations: readonly Op[], options) {
    const body = { generation: claim.generation, revision, operations };
    return api.put(`/assignments/${claim.assignment_id}/draft`, body, { keepalive: options?.isLast });
  },
  async currentRevision(claim) {
    const mine = (await myClaims(claim.project_id)).find((one) => one.assignment_id === claim.assignment_id);
    return mine ? (mine.draft?.revision ?? 0) : null;
  },
};
