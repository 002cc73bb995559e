/** The requests of the Work screen. */
import { api, type DraftChange, type Claim as WireClaim } from "../api";
import { type Answer, completeAnswer, type Ontology, type Op } from "../editors";
import type { Claim, Project, Purpose } from "./claim";
import type { DraftWire } from "./drafts";
import { ApiError } from "./failures";
import type { Outgoing } from "./outgoing";

const inProject = (id: string) => ({ path: { project_id: id } });
const held = (claim: Claim) => ({ path: { assignment_id: claim.assignment_id } });

export function getProject(projectId: string): Promise<Project> {
  return api.get("/projects/{project_id}", { params: inProject(projectId) });
}

export async function getOntology(projectId: string, version: number): Promise<Ontology> {
  return (
    await api.get("/projects/{project_id}/ontology/{version}", { params: { path: { project_id: projectId, version } } })
  ).ontology;
}

export async function getInstructions(projectId: string, version: number): Promise<string> {
  return (
    await api.get("/projects/{project_id}/instructions/{version}", {
      params: { path: { project_id: projectId, version } },
    })
  ).markdown;
}

export async function claimTask(projectId: string, purpose: Purpose): Promise<Claim | null> {
  return readClaim(
    (await api.post("/projects/{project_id}/claims", { params: inProject(projectId), body: { purpose } })) ?? null,
  );
}

export async function myClaims(projectId: string): Promise<readonly Claim[]> {
  const mine = await api.get("/assignments/mine", { params: { query: { project: projectId } } });
  return mine.items.map(completeClaim);
}

/** Whole answers, so that nobody behind this door has to ask whether a part is missing. */
function completeClaim(claim: WireClaim): Claim {
  const whole = (answer: Answer | null) => answer && completeAnswer(answer);
  return {
    ...claim,
    hypothesis: whole(claim.hypothesis),
    consensus: whole(claim.consensus),
    draft: claim.draft && { ...claim.draft, answer: completeAnswer(claim.draft.answer as unknown as Partial<Answer>) },
    answers: claim.answers.map((given) => ({ ...given, answer: completeAnswer(given.answer) })),
  };
}

function readClaim(claim: WireClaim | null): Claim | null {
  return claim && completeClaim(claim);
}

/** How a decision is kept on this device until it is sent: an address, as older pages wrote it too, and its body. */
const DECISION = /^\/assignments\/([^/]+)\/(\w+)$/;
type Verb = "submit" | "skip" | "flag" | "review" | "audit";

/** Send a decision, briefly if that is enough, and ask for the next claim in the same breath if one is wanted. */
export async function sendDecision({ path, body, brief }: Outgoing, wantsNext: boolean): Promise<Claim | null> {
  if (!brief) return sendBody(path, body, wantsNext);
  return sendBody(path, brief, wantsNext).catch((error) => {
    if (error instanceof ApiError && error.code === "stale_draft") return sendBody(path, body, wantsNext);
    throw error;
  });
}

async function sendBody(path: string, body: object, wantsNext: boolean): Promise<Claim | null> {
  const [, assignment_id = "", verb = ""] = DECISION.exec(path) ?? [];
  const sent = await api.post(`/assignments/{assignment_id}/${verb as Verb}`, {
    // biome-ignore lint/suspicious/noThenProperty: the API's own word, and nobody awaits a query
    params: { path: { assignment_id }, query: wantsNext ? { then: "claim" } : {} },
    body: body as never,
  });
  return readClaim(sent.next);
}

export function renewLease(claim: Claim): Promise<{ expires_at: string }> {
  return api.post("/assignments/{assignment_id}/renew", {
    params: held(claim),
    body: { generation: claim.generation },
  });
}

/** Give a claim back; survives the page being closed. */
export function releaseClaim(claim: Claim): Promise<unknown> {
  const body = { generation: claim.generation };
  return api.post("/assignments/{assignment_id}/release", { params: held(claim), body, keepalive: true });
}

type Operations = DraftChange["operations"];

export const draftWire: DraftWire = {
  put(claim, revision, operations: readonly Op[], options) {
    const body = { generation: claim.generation, revision, operations: operations as Operations };
    const { isLast: keepalive, signal } = options ?? {};
    return api.put("/assignments/{assignment_id}/draft", { params: held(claim), body, keepalive, signal });
  },
  async currentRevision(claim) {
    const mine = (await myClaims(claim.project_id)).find((one) => one.assignment_id === claim.assignment_id);
    return mine ? (mine.draft?.revision ?? 0) : null;
  },
};
