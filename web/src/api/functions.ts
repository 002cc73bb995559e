/** Labeling functions on the wire. */

export interface FunctionAccuracy {
  judged: number;
  correct: number;
  estimate: number;
  low: number;
  high: number;
}

/** A labeling function and how it does; shares are of the tasks counted. */
export interface FunctionFigures {
  name: string;
  labeler_id: string;
  version: number;
  line: number;
  attribute: string | null;
  confidence: number | null;
  status: "active" | "failed";
  error: string | null;
  votes: number;
  coverage: number | null;
  overlaps: number | null;
  conflicts: number | null;
  accuracy: FunctionAccuracy | null;
  errors: { count: number; first: string | null };
  choices: Record<string, number>;
}

export interface LabelFunctions {
  version: number | null;
  sha256: string | null;
  pushed_at: string | null;
  status: "running" | "done" | "failed" | null;
  error: string | null;
  tasks: number;
  passed: number;
  looked: number;
  counted: number;
  /** Every task was looked at and the figures rest on all of them, or nothing more will come. */
  is_settled: boolean;
  computed_at: string | null;
  functions: FunctionFigures[];
}

export interface FunctionsSource {
  version: number;
  source: string;
  sha256: string;
  created_at: string;
}
