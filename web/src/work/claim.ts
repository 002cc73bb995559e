/** A claim as the server grants it, and what a person can decide about it. */
import type { Answer, EditorAsset, Ontology } from "../editors";

export type Purpose = "label" | "review" | "audit";

export interface GivenAnswer {
  readonly labeler: { readonly id: string; readonly name: string; readonly kind: string } | null;
  readonly answer: Answer;
  readonly seconds: number | null;
}

export interface Claim {
  readonly assignment_id: string;
  readonly generation: number;
  readonly purpose: Purpose;
  readonly leased_at: string;
  readonly expires_at: string;
  readonly project_id: string;
  readonly ontology_version: number;
  readonly instructions_version: number;
  readonly task: {
    readonly id: string;
    readonly unique_id: string | null;
    readonly content: Readonly<Record<string, unknown>>;
  };
  readonly assets: readonly EditorAsset[];
  readonly hypothesis: Answer | null;
  readonly draft: { readonly revision: number; readonly answer: Answer } | null;
  readonly consensus: Answer | null;
  readonly answers: readonly GivenAnswer[];
  readonly comment: string | null;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly modality: string;
  readonly lease_seconds: number;
}

/** A claim with everything that painting it needs. */
export interface Item {
  readonly claim: Claim;
  readonly ontology: Ontology;
}

export type Decision =
  | { readonly kind: "submit"; readonly answer: Answer }
  | { readonly kind: "accept" | "correct" }
  | { readonly kind: "fix"; readonly answer: Answer; readonly comment?: string }
  | { readonly kind: "wrong"; readonly answer?: Answer; readonly comment?: string }
  | { readonly kind: "reject"; readonly comment: string }
  | { readonly kind: "skip" | "flag"; readonly reason: string };

/** Where a decision goes, and its body without the generation. */
export function requestOf(claim: Claim, decision: Decision, seconds: number): { path: string; body: object } {
  const base = `/assignments/${claim.assignment_id}`;
  const fenced = { generation: claim.generation };
  switch (decision.kind) {
    case "submit":
      return { path: `${base}/submit`, body: { ...fenced, answer: decision.answer, seconds } };
    case "skip":
    case "flag":
      return { path: `${base}/${decision.kind}`, body: { ...fenced, reason: decision.reason } };
    default: {
      const { kind: verdict, ...rest } = decision;
      const verb = claim.purpose === "audit" ? "audit" : "review";
      return { path: `${base}/${verb}`, body: { ...fenced, verdict, ...rest, seconds } };
    }
  }
}

/** The answer a person starts from. */
export function startingAnswer(claim: Claim): Answer | null {
  if (claim.draft) return claim.draft.answer;
  if (claim.purpose === "label") return claim.hypothesis;
  return claim.consensus ?? claim.answers[0]?.answer ?? null;
}

/** What a first draft must be told: the server starts one from the pre-label or the consensus, and from nothing else. */
export function hasServersStart(claim: Claim): boolean {
  return claim.draft !== null || claim.purpose === "label" || claim.consensus !== null;
}

export function nameOfLabeler(labeler: GivenAnswer["labeler"]): string {
  return labeler?.name ?? "–";
}
