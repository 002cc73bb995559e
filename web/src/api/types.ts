/** The wire's shapes by the names that the screens use; what they are is generated from the API's own description. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type CustomerMembership = Schemas["CustomerRef"];
export type Member = Schemas["Member"];
export type Role = Member["role"];
export type ApiKey = Schemas["Key"];
export type KeyMode = ApiKey["mode"];
export type Bucket = Schemas["Bucket"];
export type NewBucket = Schemas["NewBucket"];
export type TalkOffer = Schemas["TalkOffer"];
export type TurnRequest = Schemas["TurnRequest"];
export type KnowledgeBase = Schemas["KnowledgeBase"];
export type KnowledgeBaseLoad = Schemas["KnowledgeBaseLoad"];
export type Entry = Schemas["Entry"];
export type LabelStudioProject = Schemas["LabelStudioProject"];
export type ScaleDoor = Schemas["ScaleDoor"];
export type Webhook = Schemas["Webhook"];
export type WebhookAttempt = Schemas["Attempt"];

export type Ontology = Schemas["Ontology"];
export type Label = Schemas["Label"];
export type Attribute = Schemas["Attribute"];
export type AttributeType = Attribute["type"];
export type Choice = Schemas["Choice"];
export type Relation = Schemas["Relation"];
export type OntologyVersion = Schemas["OntologyView"];
export type InstructionsVersion = Schemas["InstructionsView"];
export type Modality = Schemas["ModalityView"];
export type Template = Schemas["TemplateView"];

export type Project = Schemas["Project"];
export type NewProject = Schemas["NewProject"];
export type ProjectChange = Schemas["ProjectChange"];
export type ProjectStatus = Project["status"];
export type Labeling = Project["labeling"];
export type QualityContract = Schemas["Contract"];
/** How a project makes sure of its answers: the settings that the quality form changes. */
export type ProjectQuality = Pick<
  Project,
  | "labeling"
  | "answers_needed"
  | "review_percent"
  | "audit_percent"
  | "lease_seconds"
  | "self_review"
  | "similar_above"
  | "is_sensitive"
  | "most_a_day"
  | "contract"
>;
export type Progress = Schemas["Progress"];
export type Counts = Progress["counts"];
export type AccuracyEstimate = Schemas["AccuracyEstimate"];
export type HourProgress = Schemas["Hour"];
export type LabelerProgress = Schemas["LabelerProgress"];
export type LabelerKind = LabelerProgress["kind"];
export type Batch = Schemas["BatchProgress"];

export type Import = Schemas["Import"];
export type CreatedTasks = Schemas["CreatedTasks"];
export type RejectedRow = Schemas["RejectedRow"];
export type Asset = Schemas["Asset"];
export type Loss = Schemas["Loss"];

export type TaskSummary = Schemas["TaskSummary"];
export type Task = Schemas["Task"];
export type Stage = Task["stage"];
export type Status = Task["status"];
export type Annotation = Schemas["Annotation"];
export type AnnotationKind = Annotation["kind"];
export type Answer = Schemas["Answer"];
export type Shape = Schemas["Shape"];
export type Link = Schemas["AnswerLink"];
export type AttributeValue = Shape["attributes"][string];
export type Labeler = Schemas["LabelerRef"];
export type Assignment = Schemas["Assignment"];
export type Purpose = Assignment["purpose"];
export type Belief = Schemas["Belief"];
export type BeliefUnit = Schemas["BeliefUnit"];
export type HistoryEvent = Schemas["HistoryItem"];
export type WorkItem = Schemas["ProjectWork"];
export type Claim = Schemas["Claim"];
export type DraftChange = Schemas["DraftChange"];

export type Model = Schemas["Model"];
export type ModelKind = Model["kind"];
export type NewModel = Schemas["NewModel"];
export type ModelChange = Schemas["ModelChange"];
export type ModelPreview = Schemas["ModelPreview"];
export type RubricTesting = Schemas["RubricTesting"];
export type RubricTestingSettings = Schemas["RubricTestingSettings"];
export type Talk = Schemas["Talk"];
export type TalkSettings = Schemas["TalkSettings"];
export type ModelSkill = Schemas["ModelSkill"];

export type LabelFunctions = Schemas["FunctionsView"];
export type FunctionFigures = Schemas["FunctionView"];
export type FunctionsSource = Schemas["FunctionsSource"];

export type Quality = Schemas["Quality"];
export type QualityFigures = Schemas["Figures"];
export type Accuracy = Schemas["Accuracy"];
export type Plan = Schemas["Plan"];
export type PlanTarget = Schemas["Target"];
export type Calibration = Schemas["Calibration"];
export type CalibrationBin = Schemas["CalibrationBin"];
export type AnswersPerTask = Schemas["Labels"];
export type Beliefs = Schemas["Beliefs"];
export type BeliefStateName = Schemas["BeliefState"]["state"];
export type Confusion = Schemas["Confusion"];
export type Skill = Schemas["Skill"];
export type LabelerSkills = Schemas["LabelerSkills"];
export type Why = Schemas["Why"];
export type WhyUnit = Schemas["WhyUnit"];
export type WhySaid = Schemas["SaidView"];
/** What a model or a labeling function said of a task, and how right it is at each question that it spoke of. */
export type MachineOpinion = Schemas["OpinionOfTask"];

export type Delivery = Schemas["DeliveryView"];
export type DeliveryFile = Schemas["DeliveryFile"];
export type Joined = Schemas["Joined"];
export type Cut = Schemas["Cut"];
export type Certificate = Schemas["Certificate"];
export type CertifiedQuality = Schemas["CertifiedQuality"];
export type BoundMethod = CertifiedQuality["method"];
