/** Quality: its shapes on the wire, and how the screens read them. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, queryString } from "./client";
import { keys } from "./queries";
import type { AccuracyEstimate, Answer, Labeler, Page, Purpose } from "./types";

export interface Accuracy extends AccuracyEstimate {
  low: number;
  high: number;
  at_least: number;
  method: "none" | "exact" | "stratified" | "sequence" | "powered_sequence";
  target: number;
  records: number;
  taken_back: number;
  believed: number | null;
}

export interface PlanTarget {
  target: number;
  audits: number | null;
  powered: number | null;
}

export interface Plan {
  expected: number | null;
  seconds_per_audit: number | null;
  audits_per_day: number | null;
  targets: PlanTarget[];
}

export interface CalibrationBin {
  low: number;
  high: number;
  stated: number;
  right: number;
  right_low: number;
  right_high: number;
  audits: number;
}

export interface Calibration {
  audits: number;
  error: number | null;
  bins: CalibrationBin[];
}

export interface AnswersPerTask {
  completed: number;
  answers: number;
  mean: number | null;
  most: number | null;
  saved: number | null;
  seconds_per_answer: number | null;
  counts: { answers: number; tasks: number }[];
}

export type BeliefStateName = "accepted" | "ask" | "wait" | "escalate";

export interface Beliefs {
  edges: number[];
  states: { state: BeliefStateName; tasks: number; unseen: number; bins: number[] }[];
}

export interface Confusion {
  question: string;
  title: string;
  choices: string[];
  titles: string[];
  counts: number[][];
  others: number;
  tasks: number;
}

export interface QualityFigures {
  accuracy: Accuracy;
  plan: Plan;
  calibration: Calibration;
  labels: AnswersPerTask;
  beliefs: Beliefs;
  audits: { waiting: number; done: number; wrong: number; oldest: string | null };
  confusions: Confusion[];
}

export interface Quality {
  computed_at: string | null;
  figures: QualityFigures | null;
}

export interface Skill {
  question: string;
  title: string;
  answers: number;
  reliability: number;
  low: number;
  high: number;
  by_choice: { choice: string; title: string; answers: number; reliability: number }[];
  sentence: string;
}

export interface LabelerSkills {
  labeler: Labeler;
  answers: number;
  skills: Skill[];
}

export interface WhySaid {
  labeler: Labeler | null;
  choice: string;
  answers: number | null;
  reliability: number | null;
  low: number | null;
  high: number | null;
}

export interface WhyUnit {
  unit: string;
  choices: { choice: string; probability: number }[];
  said: WhySaid[];
}

/** What a model or a labeling function said of a task, and how right it is at each question that it spoke of. */
export interface MachineOpinion {
  labeler: Labeler | null;
  answer: Answer;
  confidence: number | null;
  skills: { question: string; title: string; answers: number; reliability: number; low: number; high: number }[];
}

export interface Why {
  sentence: string;
  decision: "accept" | "ask" | "escalate" | "wait" | null;
  reason: string | null;
  expected_error: number | null;
  estimator: string | null;
  believed_at: string | null;
  units: WhyUnit[];
  /** None for reviewers, who may still have to judge the task. */
  opinions: MachineOpinion[];
  checks: {
    kind: "review" | "audit";
    labeler: Labeler | null;
    verdict: string | null;
    comment: string | null;
    round: number;
    at: string;
  }[];
  asked: {
    assignment_id: string;
    labeler: Labeler | null;
    purpose: Purpose;
    state: string;
    at: string;
    sentence: string;
  }[];
}

/** Measured on the server within seconds of a change; reading it costs next to nothing. */
const FRESH_MS = 3_000;

export function useQuality(projectId: string) {
  return useQuery({
    queryKey: [...keys.project(projectId), "quality"],
    queryFn: ({ signal }) => api.get<Quality>(`/projects/${projectId}/quality`, { signal }),
    refetchInterval: FRESH_MS,
  });
}

export function useSkillPages(projectId: string) {
  return useInfiniteQuery({
    queryKey: [...keys.project(projectId), "skills"],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<LabelerSkills>>(`/projects/${projectId}/skills${queryString({ limit: 200, cursor: pageParam })}`, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 15_000,
  });
}

export function useWhy(taskId: string) {
  return useQuery({
    queryKey: [...keys.task(taskId), "why"],
    queryFn: ({ signal }) => api.get<Why>(`/tasks/${taskId}/why`, { signal }),
  });
}
