/** The contract between the shared editor core and one modality's editor. */
import type { ComponentType } from "react";

/** Seconds of a recording. */
export type TimeRange = {
  readonly start: number;
  readonly end: number;
};

/** Of each criterion of a rubric, whether it is met. */
export type Verdicts = Readonly<Record<string, boolean>>;

/** What is built of parts: a time range, or verdicts on criteria. */
export type Parts = Readonly<Record<string, boolean | number>>;

/** One row of a group: its answers by the names of its questions. */
export type Row = Readonly<Record<string, string | number | readonly string[] | Parts>>;

export type AttributeValue = string | number | readonly (string | Row)[] | Parts;

export interface Shape {
  readonly uuid: string;
  readonly type: string;
  readonly label: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly [field: string]: unknown;
}

export interface Link {
  readonly uuid: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export interface Answer {
  readonly annotations: readonly Shape[];
  readonly global_attributes: Readonly<Record<string, AttributeValue>>;
  readonly links: readonly Link[];
}

export type Op =
  | { readonly op: "put"; readonly annotation: Shape }
  | { readonly op: "remove"; readonly uuid: string }
  | { readonly op: "set"; readonly name: string; readonly value: AttributeValue | null }
  | { readonly op: "link"; readonly link: Link }
  | { readonly op: "unlink"; readonly uuid: string };

export interface Choice {
  readonly name: string;
  readonly title: string;
  readonly retired?: boolean;
  /** The name of the choice above it in a taxonomy. */
  readonly parent?: string;
}

/** When a question is asked: one test of the answer to another, or `all` or `any` of several. */
export interface Condition {
  readonly attribute?: string;
  readonly choices?: readonly string[];
  readonly at_least?: number | null;
  readonly at_most?: number | null;
  readonly is_answered?: boolean | null;
  readonly all?: readonly Condition[];
  readonly any?: readonly Condition[];
}

/** One thing that a rubric looks for; `points` below zero are taken off where it is met. */
export interface Criterion {
  readonly name: string;
  readonly title?: string;
  readonly points?: number;
  readonly description?: string;
  readonly retired?: boolean;
}

export type QuestionType =
  | "category"
  | "text"
  | "number"
  | "rating"
  | "ranking"
  | "date"
  | "file"
  | "entity"
  | "time_range"
  | "rubric"
  | "group";

export interface Attribute {
  readonly name: string;
  readonly title: string;
  readonly type: QuestionType;
  readonly choices?: readonly Choice[];
  readonly allow_multiple?: boolean;
  readonly required?: boolean;
  readonly description?: string;
  readonly minimum?: number | null;
  readonly maximum?: number | null;
  readonly retired?: boolean;
  /** In a track the answer may change from frame to frame. */
  readonly is_mutable?: boolean;
  readonly condition?: Condition | null;
  /** Of a rating; 1 where none is given. */
  readonly step?: number | null;
  /** Titles of the lowest and the highest of a rating. */
  readonly ends?: readonly string[];
  /** Characters of a text, choices where several are allowed, rows of a group. */
  readonly least?: number | null;
  readonly most?: number | null;
  /** What a text looks like, all of it (RE2). */
  readonly pattern?: string;
  readonly is_long?: boolean;
  readonly has_time?: boolean;
  readonly earliest?: string | null;
  readonly latest?: string | null;
  readonly media_types?: readonly string[];
  readonly most_bytes?: number | null;
  readonly criteria?: readonly Criterion[];
  /** Those of a group, answered together, once a row. */
  readonly questions?: readonly Attribute[];
  /** Of choices that form a taxonomy, those above others may not be chosen. */
  readonly only_leaves?: boolean;
  /** Where an entity is looked for, by its name. */
  readonly knowledge_base?: string;
}

/** The keypoints of a label; `x`, `y` are shares of a typical skeleton's width and height. */
export interface LabelSkeleton {
  readonly points: readonly {
    readonly name: string;
    readonly title?: string;
    readonly x: number;
    readonly y: number;
    readonly mirror?: string;
  }[];
  readonly edges?: readonly (readonly [string, string])[];
}

export interface Label {
  readonly name: string;
  readonly title: string;
  readonly color?: string | null;
  readonly shapes?: readonly string[];
  readonly attributes?: readonly Attribute[];
  readonly retired?: boolean;
  readonly description?: string;
  readonly is_thing?: boolean;
  readonly skeleton?: LabelSkeleton | null;
  /** The messages of a conversation each of which is judged under this label. */
  readonly targets?: string;
  readonly comparison?: Comparison | null;
  readonly writing?: Writing | null;
  /** Those of an event; what is marked with a label that has roles is the event's trigger. */
  readonly roles?: readonly Role[];
  /** The name of the label above it in a taxonomy. */
  readonly parent?: string;
}

/** What something is in an event: its arguments are linked from the trigger, by links that have the role's name. */
export interface Role {
  readonly name: string;
  readonly title?: string;
  /** What may fill it; any label where none is named. */
  readonly labels?: readonly string[];
  /** How many arguments an event has in this role. */
  readonly least?: number;
  readonly most?: number | null;
  readonly retired?: boolean;
}

/** How alternates are ranked. `strengths`: how many answers there are to by how much the better of two is better. */
export interface Comparison {
  readonly strengths?: number;
  readonly allow_ties?: boolean;
  readonly allow_all_bad?: boolean;
}

/** What a labeler writes into a conversation; `least` and `most` are characters. */
export interface Writing {
  readonly role?: "user" | "assistant" | "system";
  readonly is_revision?: boolean;
  readonly least?: number;
  readonly most?: number;
  readonly turns?: number;
}

export interface Relation {
  readonly name: string;
  readonly title: string;
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly directed?: boolean;
  readonly retired?: boolean;
  /** What it joins is one thing: links make chains. */
  readonly is_equivalence?: boolean;
}

export interface Ontology {
  readonly labels?: readonly Label[];
  readonly attributes?: readonly Attribute[];
  readonly relations?: readonly Relation[];
  readonly masks?: { readonly may_overlap: boolean; readonly allow_unlabeled: boolean };
  /** Of labels that form a taxonomy, those above others may not be given. */
  readonly only_leaves?: boolean;
}

/** Something made of a file to show it: a whole file at `url`, or tiles, each at `url_template` filled in. */
export interface EditorRendition {
  readonly kind: string;
  readonly media_type: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly url: string | null;
  readonly url_template: string | null;
}

export interface EditorAsset {
  readonly id?: string;
  readonly name: string;
  readonly url: string | null;
  readonly media_type: string | null;
  readonly facts: Readonly<Record<string, unknown>> | null;
  readonly renditions?: readonly EditorRendition[];
}

/** What there is to look at: the task's own content and its files. */
export interface EditorTask<Content = Readonly<Record<string, unknown>>> {
  readonly content: Content;
  readonly assets: readonly EditorAsset[];
  /** What is shown in an order by chance keeps its order for one seed; absent where nobody is asked. */
  readonly seed?: string;
}

/** Somebody else's answer, drawn faintly and never editable. */
export interface Overlay {
  readonly key: string;
  readonly title: string;
  readonly answer: Answer;
}

/** An object's attributes where the person looks, for editors in which answers change along the item (a video). */
export interface AttributeView {
  readonly valuesOf: (shape: Shape) => Shape["attributes"];
  /** Where the object begins: what is required must be answered there. */
  readonly valuesAtStart: (shape: Shape) => Shape["attributes"];
  /** The object with an answer given or taken back; `attributes`: what its label asks. */
  readonly withValue: (
    shape: Shape,
    attributes: readonly Attribute[],
    attribute: Attribute,
    value: AttributeValue | null,
  ) => Shape;
}

/** What somebody points at: clicks on the thing or beside it, a box around it; pixels of the original. */
export interface AssistPrompt {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly isInside: boolean }[];
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number } | null;
  /** Which picture of a set, from 0; the first where nothing is said. */
  readonly view?: number;
  /** The frame of a video on which the box lies; what comes back is a track. */
  readonly frame?: number;
}

/** Models that say what lies where somebody points. */
export interface Assist {
  /** The shape that lies there, null where none is seen. `onLooking`: the model has to look at the item first. */
  ask(prompt: AssistPrompt, options: { signal: AbortSignal; onLooking: () => void }): Promise<Shape | null>;
}

/** What a model asks a tool to do, in OpenAI's form; `arguments` are JSON as the model wrote it, which may be broken. */
export interface ToolCall {
  readonly id?: string;
  readonly type?: string;
  readonly function: { readonly name: string; readonly arguments?: string };
}

/** What one model said, or why it said nothing: then `error` is a sentence, and it can be asked again. */
export interface TalkReply {
  readonly alias: string;
  readonly id: string | null;
  readonly content: string;
  readonly tool_calls: readonly ToolCall[];
  readonly error: string | null;
}

/** A message as models are asked with it; `attachments` are ids of files that the user shows. */
export interface TalkMessage {
  readonly role: string;
  readonly content: string;
  readonly attachments?: readonly string[];
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
}

/** Models that labelers talk to without knowing which is which. */
export interface Talk {
  readonly replies: number;
  /** Whether all of them may be shown pictures. */
  readonly takesPictures: boolean;
  /** What they may call where the task itself defines nothing. */
  readonly tools: readonly unknown[];
  /** Replies to the user's words, or to what tools gave back, all together; the same `turn` asks only who failed. */
  ask(turn: string, messages: readonly TalkMessage[], signal: AbortSignal): Promise<readonly TalkReply[]>;
}

/** What hidden responses scored by a rubric, and which of its criteria tell the good ones from the bad ones. */
export interface RubricOutcome {
  readonly separates: boolean;
  readonly scores: readonly { readonly quality: "good" | "bad"; readonly score: number }[];
  readonly pairs: readonly { readonly is_separated: boolean }[];
  readonly criteria: readonly {
    readonly criterion: string;
    readonly points: number;
    readonly met_good: number;
    readonly met_bad: number;
    readonly effect: "separates" | "met_by_all" | "met_by_none" | "turned_around" | "even";
  }[];
}

/** Tests of the rubric in hand, on so many good and bad responses that its writer does not see. */
export interface RubricTests {
  readonly testsLeft: number;
  readonly good: number;
  readonly bad: number;
  readonly isTesting: boolean;
  /** The last test could not be carried out. */
  readonly hasFailed: boolean;
  /** Why no test was begun, in words. */
  readonly trouble: string | null;
  /** Of the newest test that was carried out. */
  readonly outcome: RubricOutcome | null;
  test(rubric: readonly { readonly criterion: string; readonly points: number }[]): void;
}

/**
 * What an editor makes of a press on a label. `marked`: what was selected has it now, and the next thing selected may have
 * another. `relabel`: the selected objects are to have it, and nothing else. `armed`: it is for what is drawn next.
 * `untaken`: it is for what is drawn next, and for the selected objects.
 */
export type LabelPress = "marked" | "relabel" | "armed" | "untaken";

export interface EditorProps<Content = Readonly<Record<string, unknown>>> extends EditorTask<Content> {
  readonly ontology: Ontology;
  readonly answer: Answer;
  /** One call is one step of undo. */
  readonly dispatch: (ops: Op | readonly Op[]) => void;
  /** Put what a machine made of a shape: unconfirmed until the person changes or accepts it. One step of undo. */
  readonly propose: (annotation: Shape) => void;
  readonly readOnly: boolean;
  readonly overlays: readonly Overlay[];
  /** Null where no model can be asked. */
  readonly assist: Assist | null;
  /** Null where there is nobody to talk to. */
  readonly talk: Talk | null;
  /** Null where no rubric can be tested. */
  readonly rubricTests: RubricTests | null;
  /** Pre-labels that nobody has touched or accepted yet: draw them dashed. */
  readonly unconfirmed: ReadonlySet<string>;
  readonly activeLabel: string | null;
  readonly onActiveLabel: (name: string | null) => void;
  readonly selection: readonly string[];
  readonly onSelect: (uuids: readonly string[]) => void;
  /** Offer to use a press on a label (key or click) yourself. Returns the way out. */
  readonly takeLabelPress: (handler: (label: string) => LabelPress) => () => void;
  readonly colorOf: (label: string) => string;
  readonly titleOf: (label: string) => string;
  /** Say how the panel reads and writes attributes from now on; without a word, on the object alone. */
  readonly onAttributeView: (view: AttributeView) => void;
  /** A few words for the status line, such as "zoom 120 %". */
  readonly onStatus: (text: string) => void;
  /** Call once when this item is really on screen. */
  readonly onPainted: () => void;
}

export interface KeyHelp {
  readonly keys: readonly string[];
  /** A key of the editor's own strings. */
  readonly does: string;
  /** Only where a label may have one of these shapes; elsewhere the keys are free for labels. */
  readonly shapes?: readonly string[];
}

export interface EditorDefinition {
  /** The modality's registered name, such as "image.v1". */
  readonly name: string;
  readonly Editor: ComponentType<EditorProps>;
  readonly keys: readonly KeyHelp[];
  /** Strings by language; registered as the namespace "editor.<name>". */
  readonly strings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** One line for the list of objects. */
  readonly describe?: (shape: Shape) => string;
  /** The order in which Tab walks the objects; as drawn when absent. */
  readonly compare?: (a: Shape, b: Shape) => number;
  /** The labels that the panel shows and lists the objects of; all where nothing is said. */
  readonly isInPanel?: (label: Label) => boolean;
  /** Questions are the work here: they get the room that drawing needs elsewhere. */
  readonly isForm?: boolean;
  /** What of the item is still to be answered beyond its required questions, in words; null where it is complete. */
  readonly openPart?: (task: EditorTask, ontology: Ontology, answer: Answer) => string | null;
  /** Fetch and decode ahead, so that the next task paints at once. */
  readonly prepare?: (task: EditorTask) => Promise<void>;
}

/** What an editor spreads on the element that shows the item: keys and Tab know it, and it can be scrolled by keyboard. */
export const CANVAS = { "data-editor-canvas": "", tabIndex: 0 } as const;

export function defineEditor(definition: EditorDefinition): EditorDefinition {
  return definition;
}
