/** A small made-up world: two customers, two projects, a few thousand tasks. Lives as long as the dev server. */

type Json = Record<string, unknown>;

export const STAGES = ["ingest", "label", "reconcile", "review", "audit", "done"] as const;

let serial = 0;

/** An id in the product's form; not a real UUIDv7. */
export function makeId(prefix: string): string {
  serial += 1;
  return `${prefix}_01jd${serial.toString(36).padStart(22, "0")}`;
}

const HOUR = 3_600_000;
export const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

export const attribute = (name: string, title: string, choices: [string, string][], more: Json = {}) => ({
  name,
  title,
  type: "category",
  choices: choices.map(([choice, choiceTitle]) => ({ name: choice, title: choiceTitle, retired: false })),
  allow_multiple: false,
  required: false,
  description: "",
  minimum: null,
  maximum: null,
  retired: false,
  ...more,
});

const label = (name: string, title: string, shapes: string[], attributes: Json[] = []) => ({
  name,
  title,
  color: null,
  shapes,
  attributes,
  retired: false,
  description: "",
});

const STREET = {
  labels: [
    label(
      "car",
      "Car",
      ["box", "polygon"],
      [
        attribute("occluded", "Occluded", [
          ["no", "No"],
          ["partly", "Partly"],
          ["mostly", "Mostly"],
        ]),
      ],
    ),
    label("person", "Person", ["box"]),
    label("lane", "Lane marking", ["line"]),
  ],
  attributes: [
    attribute("weather", "Weather", [
      ["clear", "Clear"],
      ["rain", "Rain"],
      ["snow", "Snow"],
    ]),
  ],
  relations: [],
};

const TICKETS = {
  labels: [label("product", "Product", []), label("complaint", "Complaint", [])],
  attributes: [
    attribute(
      "topic",
      "Topic",
      [
        ["billing", "Billing"],
        ["delivery", "Delivery"],
        ["returns", "Returns"],
        ["other", "Something else"],
      ],
      { required: true },
    ),
  ],
  relations: [
    { name: "about", title: "is about", from: ["complaint"], to: ["product"], directed: true, retired: false },
  ],
};

const CLASSIFY = { labels: [], attributes: TICKETS.attributes, relations: [] };

export const modalities = [
  {
    name: "image.v1",
    title: "Images",
    description: "Photographs and drawings: classes, boxes, polygons, lines and points.",
    media_types: ["image/jpeg", "image/png", "image/webp"],
    shapes: ["box", "polygon", "line", "point"],
    export_formats: ["jsonl", "parquet", "coco"],
    import_formats: ["jsonl", "csv"],
    templates: [
      {
        name: "boxes",
        title: "Object detection",
        description: "Draw a box around every object of the listed classes.",
        ontology: STREET,
        instructions:
          "# Draw boxes\n\nDraw a **tight box** around every car and person.\n\n- Include mirrors.\n- Skip reflections.",
      },
      {
        name: "classes",
        title: "Image classification",
        description: "Choose one class for the whole image.",
        ontology: { labels: [], attributes: STREET.attributes, relations: [] },
        instructions: "Choose the weather you see.",
      },
    ],
  },
  {
    name: "text.v1",
    title: "Text",
    description: "Documents, messages and tickets: classes, spans and relations between them.",
    media_types: ["text/plain"],
    shapes: ["span"],
    export_formats: ["jsonl", "parquet"],
    import_formats: ["jsonl", "csv"],
    templates: [
      {
        name: "classes",
        title: "Text classification",
        description: "Answer one question about each text.",
        ontology: CLASSIFY,
        instructions: "Read the ticket and choose **one** topic.",
      },
      {
        name: "spans",
        title: "Spans and relations",
        description: "Mark passages and connect the ones that belong together.",
        ontology: TICKETS,
        instructions: "Mark every product and every complaint, then connect them.",
      },
    ],
  },
];

export const customers = [
  { id: makeId("customer"), name: "Acme Robotics", role: "admin", created_at: ago(900) },
  { id: makeId("customer"), name: "Northwind Retail", role: "operator", created_at: ago(500) },
];

export const person = { id: makeId("person"), name: "Ada Moreau", email: "ada@acme.example", is_administrator: false };

const NAMES = ["Ada Moreau", "Bao Linh", "Chidi Okafor", "Dana Weiss", "Emil Sørensen", "Fatima Zahra"];
const ROLES = ["admin", "operator", "labeler", "labeler", "reviewer", "labeler"];

export const members: Json[] = NAMES.map((name, index) => ({
  person_id: makeId("person"),
  name,
  email: `${name.split(" ")[0]?.toLowerCase()}@acme.example`,
  role: ROLES[index],
  created_at: ago(700 - index * 60),
}));

export const keys: Json[] = [
  {
    id: makeId("key"),
    name: "Nightly import",
    role: "operator",
    mode: "live",
    prefix: "live_8Kq2",
    created_at: ago(400),
    revoked_at: null,
  },
  {
    id: makeId("key"),
    name: "Notebook",
    role: "member",
    mode: "test",
    prefix: "test_p0Xa",
    created_at: ago(90),
    revoked_at: null,
  },
];

export const webhooks: Json[] = [
  {
    id: makeId("webhook"),
    url: "https://hooks.acme.example/goldsmith",
    events: ["delivery.ready"],
    created_at: ago(300),
    disabled_at: null,
  },
];

export interface FakeProject extends Json {
  id: string;
  name: string;
  modality: string;
  counts: Record<string, number>;
}

function makeProject(name: string, modality: string, counts: Record<string, number>, hours: number): FakeProject {
  return {
    id: makeId("project"),
    name,
    modality,
    status: "active",
    answers_needed: 3,
    review_percent: 10,
    audit_percent: 5,
    lease_seconds: 900,
    self_review: false,
    contract: { target_accuracy: 0.95, confidence: 0.95 },
    ontology_version: 3,
    instructions_version: 2,
    created_at: ago(hours),
    updated_at: ago(1),
    counts,
  };
}

export const projects: FakeProject[] = [
  makeProject(
    "Street scenes, Lyon",
    "image.v1",
    {
      ingest: 0,
      label: 742,
      reconcile: 12,
      review: 38,
      audit: 21,
      done: 1187,
      completed: 1187,
      annotations: 4213,
      skips: 37,
      audited: 64,
      audited_correct: 62,
      reviews: 212,
      rejected: 9,
    },
    240,
  ),
  makeProject(
    "Support tickets, March",
    "text.v1",
    {
      ingest: 4,
      label: 118,
      reconcile: 3,
      review: 9,
      audit: 0,
      done: 866,
      completed: 866,
      annotations: 2590,
      skips: 11,
      audited: 43,
      audited_correct: 43,
      error: 2,
    },
    96,
  ),
  { ...makeProject("Warranty letters", "text.v1", {}, 2), answers_needed: 1 },
];

export const ontologies = new Map<string, { version: number; ontology: unknown; created_at: string }>(
  projects.map((project) => [
    project.id,
    { version: 3, ontology: project.modality === "image.v1" ? STREET : TICKETS, created_at: ago(50) },
  ]),
);

export const instructions = new Map<string, { version: number; markdown: string; created_at: string }>(
  projects.map((project) => [
    project.id,
    {
      version: 2,
      markdown:
        "# What to do\n\nLook at the whole item first.\n\n- Mark **everything** that is listed.\n- When in doubt, flag it.",
      created_at: ago(50),
    },
  ]),
);

export interface FakeTask extends Json {
  id: string;
  unique_id: string;
  project_id: string;
  stage: string;
  status: string;
  priority: number;
}

const TICKET = "My parcel arrived with a broken kettle and nobody answers the phone. I want my money back.";

/** Tasks of a project in the proportions of its counters, spread over the stages. */
function makeTasks(project: FakeProject, batches: Json[]): FakeTask[] {
  const stages = STAGES.flatMap((stage) => Array<string>(Math.min(project.counts[stage] ?? 0, 900)).fill(stage));
  return stages.map((stage, index) => ({
    id: makeId("task"),
    unique_id:
      project.modality === "image.v1"
        ? `lyon/cam-${(index % 4) + 1}/${String(index).padStart(6, "0")}.jpg`
        : `ticket-${4100 + index}`,
    project_id: project.id,
    batch_id: batches[index % batches.length]?.id,
    priority: index % 50 === 0 ? 80 : 50,
    stage,
    status: stage === "done" ? "completed" : "pending",
    answers_needed: 3,
    answers_have: stage === "label" ? index % 3 : 3,
    created_at: ago(100 - index / 30),
    updated_at: ago(index / 40),
    snippet: project.modality === "image.v1" ? `${String(index).padStart(6, "0")}.jpg` : TICKET,
  }));
}

export const batches = new Map<string, Json[]>(
  projects.map((project) => [
    project.id,
    ["2024-03 morning", "2024-03 evening"].map((name) => ({
      id: makeId("batch"),
      name,
      priority: 50,
      counts: { label: 60, done: 240, review: 8 },
    })),
  ]),
);

export const tasks = new Map<string, FakeTask[]>(
  projects.map((project) => [project.id, makeTasks(project, batches.get(project.id) ?? [])]),
);
export const imports = new Map<string, Json[]>();
export const ticket = TICKET;

export const labelers = NAMES.slice(1).map((name, index) => ({
  labeler_id: makeId("labeler"),
  name: index === 4 ? "boxer-s (model)" : name,
  kind: index === 4 ? "model" : "person",
  submitted: 900 - index * 160,
  skipped: index * 4,
  reviews: index === 3 ? 212 : 0,
  audits: index === 3 ? 64 : 0,
  seconds: (900 - index * 160) * (11 + index * 3),
  agreed: Math.round((900 - index * 160) * (0.97 - index * 0.04)),
  compared: 900 - index * 160,
}));

const ROOT = "9f2c4b7e1a6d03f58b1e7c92d4a0e6f35c8b7a1920de43f6b5a8c7d9e0f1a2b3";

const readyCertificate = (project: FakeProject) => ({
  version: 1,
  issuer: { name: "Goldsmith at Acme", public_key: "4m2QxN0bT5pVh7Zk1cJd8yUeLrWq3sGfAa6iOoBnMxY=" },
  customer: { id: "customer_1", name: "Acme Robotics" },
  project: { id: project.id, name: project.name, modality: project.modality },
  delivery: {
    id: "delivery_1",
    name: "March, first half",
    records: 1187,
    bytes: 8_411_220,
    sha256: "5b".repeat(32),
    root: ROOT,
    created_at: ago(5.1),
    issued_at: ago(5),
  },
  quality: {
    method: "clopper-pearson",
    audited: 64,
    correct: 62,
    self_audited: 0,
    confidence: 0.95,
    estimate: 0.96875,
    low: 0.891643,
    high: 0.996191,
    at_least: 0.905812,
    target_accuracy: 0.95,
    statement:
      "Of 1,187 records, 64 drawn at random were audited and 62 of these were correct. With 95 % confidence, 89.16 to 99.62 % are correct.",
  },
  labels: { total: 4213, per_task: 3.549284 },
  labelers: [
    { kind: "person", count: 5 },
    { kind: "model", count: 1 },
  ],
  ontology_version: 3,
  instructions_version: 2,
  signature: "p3ZcV0nRk2",
});

export const deliveries = new Map<string, Json[]>([
  [
    projects[0]?.id ?? "",
    [
      {
        id: makeId("delivery"),
        name: "March, first half",
        project_id: projects[0]?.id,
        status: "ready",
        records: 1187,
        bytes: 8_411_220,
        root: ROOT,
        created_at: ago(5.1),
        ready_at: ago(5),
        certificate: projects[0] ? readyCertificate(projects[0]) : null,
        error: null,
        export_formats: ["jsonl", "parquet", "coco"],
      },
    ],
  ],
]);
