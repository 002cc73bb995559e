/** A claim as the server grants it, and what a person can decide about it. */
import {
  type Answer,
  applyOps,
  type EditorAsset,
  type EditorTask,
  EMPTY_ANSWER,
  type Ontology,
  type Op,
} from "../editors";
import type { Unsaved } from "./journal";
import type { WritingTrace } from "./writingTrace";

export type Purpose = "label" | "review" | "audit";

export interface GivenAnswer {
  readonly annotation_id: string;
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
    /** What is said of this task alone, in Markdown. */
    readonly instruction: string | null;
    readonly content: Readonly<Record<string, unknown>>;
  };
  readonly assets: readonly EditorAsset[];
  readonly hypothesis: Answer | null;
  readonly hypothesis_id: string | null;
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
  /** What it holds can disturb: it is veiled until somebody asks to see it. */
  readonly is_sensitive?: boolean;
}

/** A claim with everything that painting it needs. */
export interface Item {
  readonly claim: Claim;
  readonly ontology: Ontology;
  readonly unsaved?: Unsaved;
  /** What was decided about it before the decision was taken back. */
  readonly takenBack?: Decision;
}

/** An answer named by its draft: what the server holds at `revision`, then `operations`. */
export interface FinishedDraft {
  readonly revision: number;
  readonly hypothesis_id: string | null;
  readonly operations: readonly Op[];
}

export type Decision =
  | {
      readonly kind: "submit";
      readonly answer: Answer;
      readonly draft?: FinishedDraft;
      readonly writing?: readonly WritingTrace[];
    }
  | { readonly kind: "accept" | "correct" }
  | { readonly kind: "fix"; readonly answer: Answer; readonly comment?: string }
  | { readonly kind: "wrong"; readonly answer?: Answer; readonly comment?: string }
  | { readonly kind: "reject"; readonly comment: string }
  | { readonly kind: "skip" | "flag"; readonly reason: string };

/** From this many characters on, an answer is worth naming by its draft. */
const LONG_ANSWER = 20_000;

export function isLong(answer: Answer): boolean {
  return JSON.stringify(answer).length > LONG_ANSWER;
}

/** Where a decision goes, its body, and perhaps a shorter one that says the same. */
export function requestOf(
  claim: Claim,
  decision: Decision,
  seconds: number,
): { path: string; body: object; brief?: object } {
  const base = `/assignments/${claim.assignment_id}`;
  const fenced = { generation: claim.generation };
  switch (decision.kind) {
    case "submit": {
      const told = { seconds, ...(decision.writing?.length ? { writing: decision.writing } : {}) };
      return {
        path: `${base}/submit`,
        body: { ...fenced, answer: decision.answer, ...told },
        ...(decision.draft && { brief: { ...fenced, draft: decision.draft, ...told } }),
      };
    }
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

/** What the editor shows; who labels sees what is in an order by chance in one that is theirs. */
export function taskOf({ task, assets, purpose, assignment_id }: Claim): EditorTask {
  return { content: task.content, assets, ...(purpose === "label" ? { seed: assignment_id } : {}) };
}

/** The answer a person starts from, with what an earlier visit could not save. */
export function startingAnswer({ claim, unsaved }: Item): Answer | null {
  const start = serversAnswer(claim);
  return unsaved?.operations.length ? applyOps(start ?? EMPTY_ANSWER, unsaved.operations) : start;
}

/** Somebody has worked on it before the page was opened. */
export function wasTouched({ claim, unsaved }: Item): boolean {
  return claim.draft !== null || Boolean(unsaved?.operations.length);
}

function serversAnswer(claim: Claim): Answer | null {
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

/** A claim leased anew is another one. */
export function fence(claim: Claim): string {
  return `${claim.assignment_id} ${claim.generation}`;
}
