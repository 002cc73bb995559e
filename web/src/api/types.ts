/** The wire's shapes, as the server documents them in /schema/openapi.json. */

export type Role = "admin" | "operator" | "member" | "reviewer" | "labeler";
export type Purpose = "label" | "review" | "audit";
export type Stage =
  | "ingest"
  | "curate"
  | "prelabel"
  | "route"
  | "label"
  | "reconcile"
  | "review"
  | "audit"
  | "deliver"
  | "done";
export type Status = "pending" | "completed" | "canceled" | "error";

/** One page of a list; `next` is an opaque cursor. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Person {
  id: string;
  name: string;
  email: string;
  is_administrator: boolean;
}

export interface CustomerMembership {
  id: string;
  name: string;
  role: Role;
}

export interface Session {
  person: Person;
  customers: CustomerMembership[];
}

export interface Member {
  person_id: string;
  name: string;
  email: string;
  role: Role;
  created_at: string;
}

export interface NewMember extends Member {
  one_time_password: string | null;
}

export type KeyMode = "live" | "test";

export interface ApiKey {
  id: string;
  name: string;
  role: Role;
  mode: KeyMode;
  prefix: string;
  created_at: string;
  revoked_at: string | null;
}

export interface NewApiKey extends ApiKey {
  key: string;
}

export interface Webhook {
  id: string;
  url: string;
  events: string[];
  created_at: string;
  disabled_at: string | null;
}

export interface NewWebhook extends Webhook {
  secret: string;
}

export interface WebhookAttempt {
  id: string;
  event_kind: string;
  status: "pending" | "delivered" | "failed";
  attempts: number;
  last_status: number | null;
  next_attempt_at: string | null;
  created_at: string;
}

export interface Choice {
  name: string;
  title: string;
  retired: boolean;
}

export type AttributeType = "category" | "text" | "number";

export interface Attribute {
  name: string;
  title: string;
  type: AttributeType;
  choices: Choice[];
  allow_multiple: boolean;
  required: boolean;
  description: string;
  minimum: number | null;
  maximum: number | null;
  retired: boolean;
}

export interface Label {
  name: string;
  title: string;
  color: string | null;
  shapes: string[];
  attributes: Attribute[];
  retired: boolean;
  description: string;
}

export interface Relation {
  name: string;
  title: string;
  from: string[];
  to: string[];
  directed: boolean;
  retired: boolean;
}

export interface Ontology {
  labels: Label[];
  attributes: Attribute[];
  relations: Relation[];
}

export type AttributeValue = string | number | readonly string[];

export interface Shape {
  uuid: string;
  type: string;
  label: string;
  attributes: Record<string, AttributeValue>;
  [field: string]: unknown;
}

export interface Link {
  uuid: string;
  type: string;
  from: string;
  to: string;
  attributes: Record<string, AttributeValue>;
}

export interface Answer {
  annotations: readonly Shape[];
  global_attributes: Readonly<Record<string, AttributeValue>>;
  links: readonly Link[];
}

export interface Template {
  name: string;
  title: string;
  description: string;
  ontology: Ontology;
  instructions: string;
}

export interface Modality {
  name: string;
  title: string;
  description: string;
  media_types: string[];
  shapes: string[];
  export_formats: string[];
  import_formats: string[];
  templates: Template[];
}

export interface QualityContract {
  target_accuracy: number;
  confidence: number;
  /** The most answers in all that adaptive labeling may ask for. */
  most_answers?: number | null;
  /** When adaptive labeling asks nobody any more. */
  deadline?: string | null;
  /** Auditing may stop on what it finds; the certificate then states a bound that holds at any time. */
  early_stop?: boolean;
}

/** Fixed: each task gets as many answers. Adaptive: that is the most, and the engine stops where it is sure enough. */
export type Labeling = "fixed" | "adaptive";

export type ProjectStatus = "active" | "paused" | "archived";
export type Counts = Readonly<Record<string, number>>;

export interface ProjectQuality {
  labeling: Labeling;
  answers_needed: number;
  review_percent: number;
  audit_percent: number;
  lease_seconds: number;
  /** People may review and audit their own answers; the certificate says so. */
  self_review: boolean;
  contract: QualityContract;
}

export interface Project extends ProjectQuality {
  id: string;
  name: string;
  modality: string;
  status: ProjectStatus;
  ontology_version: number;
  instructions_version: number;
  created_at: string;
  updated_at: string;
  counts: Counts;
}

export interface OntologyVersion {
  version: number;
  ontology: Ontology;
  created_at: string;
}

export interface InstructionsVersion {
  version: number;
  markdown: string;
  created_at: string;
}

export interface AccuracyEstimate {
  audited: number;
  correct: number;
  estimate: number | null;
  low: number | null;
  high: number | null;
  confidence: number;
}

export type LabelerKind = "person" | "model" | "judge" | "function";

export interface LabelerProgress {
  labeler_id: string;
  name: string;
  kind: LabelerKind;
  submitted: number;
  skipped: number;
  reviews: number;
  audits: number;
  seconds: number;
  /** How often the consensus agreed with this labeler, of the answers that could be compared. */
  agreed?: number;
  compared?: number;
}

export interface Batch {
  id: string;
  name: string;
  priority: number;
  counts: Counts;
}

export interface HourProgress {
  hour: string;
  annotations: number;
  completed: number;
}

export interface Progress {
  counts: Counts;
  accuracy: AccuracyEstimate;
  by_hour: HourProgress[];
  labelers: LabelerProgress[];
  batches: Batch[];
}

export interface TaskSummary {
  id: string;
  unique_id: string | null;
  batch_id: string | null;
  priority: number;
  stage: Stage;
  status: Status;
  answers_needed: number;
  answers_have: number;
  created_at: string;
  updated_at: string;
  snippet: string;
}

export interface Asset {
  id: string;
  name: string;
  sha256: string;
  bytes: number;
  status: "pending" | "ready" | "rejected";
  media_type: string | null;
  facts: Record<string, unknown> | null;
  reason: string | null;
  url: string | null;
}

export interface Labeler {
  id: string;
  name: string;
  kind: LabelerKind;
}

export type AnnotationKind = "consensus" | "hypothesis" | "response" | "review" | "audit" | "expected";

export interface Annotation {
  id: string;
  kind: AnnotationKind;
  labeler: Labeler | null;
  answer: Answer;
  seconds: number | null;
  created_at: string;
  supersedes: string | null;
  comment: string | null;
  verdict: string | null;
}

export interface BeliefUnit {
  unit: string;
  choices: Record<string, number>;
}

export interface Belief {
  units: BeliefUnit[];
  expected_error: number;
  estimator: string;
}

export interface Assignment {
  id: string;
  purpose: Purpose;
  state: "leased" | "submitted" | "skipped" | "expired" | "revoked";
  generation: number;
  labeler: Labeler | null;
  leased_at: string;
  expires_at: string | null;
  ended_at: string | null;
  reason: string | null;
}

export interface Task extends TaskSummary {
  project_id: string;
  modality: string;
  error: string | null;
  content: Record<string, unknown>;
  metadata: Record<string, unknown>;
  assets: Asset[];
  ontology_version: number;
  annotations: Annotation[];
  belief: Belief | null;
  accepted_annotation_id: string | null;
  consensus_annotation_id: string | null;
  assignments: Assignment[];
}

export interface HistoryEvent {
  id: string;
  kind: string;
  at: string;
  actor: { kind: string; name: string } | null;
  body: Record<string, unknown>;
}

export interface RejectedRow {
  row: number;
  error: string;
  field: string | null;
  unique_id?: string | null;
}

export interface CreatedTasks {
  created: number;
  existing: number;
  rejected: RejectedRow[];
  items: { row: number; id: string; unique_id: string | null; stage: Stage; status: Status }[];
}

export interface Import {
  id: string;
  name: string;
  format: string;
  status: "uploading" | "running" | "done" | "failed" | "canceled";
  bytes_received: number;
  rows_read: number;
  created: number;
  existing: number;
  rejected: number;
  created_at: string;
  error: string | null;
  /** What the file said and tasks cannot hold. */
  losses: Loss[];
}

export interface WorkItem {
  project: { id: string; name: string; modality: string };
  open: Record<Purpose, number>;
  mine: { submitted_today: number; skipped_today: number; seconds_today: number };
}

/** What was found by auditing a random sample of the delivered records. */
export type BoundMethod = "none" | "exact" | "stratified" | "sequence" | "powered_sequence";

export interface CertifiedQuality {
  method: BoundMethod;
  audited: number;
  correct: number;
  self_audited: number;
  confidence: number;
  estimate: number | null;
  low: number | null;
  high: number | null;
  at_least: number | null;
  target_accuracy: number;
  statement: string;
}

/** A delivery's signed certificate. */
export interface Certificate {
  version: number;
  issuer: { name: string; public_key: string };
  customer: { id: string; name: string };
  project: { id: string; name: string; modality: string };
  delivery: {
    id: string;
    name: string;
    records: number;
    bytes: number;
    sha256: string;
    root: string;
    created_at: string;
    issued_at: string;
  };
  quality: CertifiedQuality;
  labels: { total: number; per_task: number };
  labelers: { kind: LabelerKind; count: number }[];
  /** Records for which nobody but machines answered, and how many of them each had a say in. */
  machine_only?: { records: number; labelers: { id: string; kind: LabelerKind; name: string; records: number }[] };
  ontology_version: number;
  instructions_version: number;
  signature: unknown;
}

/** What the records say and a format cannot hold, and how often. */
export interface Loss {
  lost: string;
  count: number;
}

export interface DeliveryFile {
  format: string;
  bytes: number;
  sha256: string;
  losses: Loss[];
}

export interface Delivery {
  id: string;
  name: string;
  project_id: string;
  status: "building" | "ready" | "failed";
  records: number;
  bytes: number;
  root: string | null;
  created_at: string;
  ready_at: string | null;
  certificate: Certificate | null;
  error: string | null;
  export_formats: string[];
  /** Those that are written; another is written when it is first asked for. */
  files: DeliveryFile[];
}
