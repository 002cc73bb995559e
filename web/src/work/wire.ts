/** The requests of the Work screen. */
import { api, type Page, queryString } from "../api";
import type { Ontology, Op } from "../editors";
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

export function claimTask(projectId: string, purpose: Purpose): Promise<Claim | null> {
  return api.post<Claim | null>(`/projects/${projectId}/claims`, { purpose });
}

export async function myClaims(projectId: string): Promise<readonly Claim[]> {
  const answer = await api.get<Page<Claim> | Claim[]>(`/assignments/mine${queryString({ project: projectId })}`);
  return Array.isArray(answer) ? answer : answer.items;
}

/** Send a decision and ask for the next claim in the same breath. */
export async function sendDecision({ path, body }: Outgoing): Promise<Claim | null> {
  const answer = await api.post<{ next?: Claim | null } | null>(`${path}?then=claim`, body);
  return answer?.next ?? null;
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
  put(claim, revision, operations: readonly Op[]) {
    const body = { generation: claim.generation, revision, operations };
    return api.put<{ revision: number }>(`/assignments/${claim.assignment_id}/draft`, body);
  },
  async currentRevision(claim) {
    const mine = (await myClaims(claim.project_id)).find((one) => one.assignment_id === claim.assignment_id);
    return mine ? (mine.draft?.revision ?? 0) : null;
  },
};
