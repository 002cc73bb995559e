/** What each address of /api/v1 answers, from the made-up world. */
import * as world from "./state.ts";

type Json = Record<string, unknown>;

export interface Call {
  query: URLSearchParams;
  body: Json;
  bytes: Buffer;
  header(name: string): string | null;
}

export interface Reply {
  status: number;
  body?: unknown;
}

type Handler = (call: Call, ...ids: string[]) => Reply;

let isSignedIn = process.env.GOLDSMITH_DEV_SIGNED_OUT !== "1";

const ok = (body: unknown, status = 200): Reply => ({ status, body });
const refuse = (status: number, code: string, error: string, field: string | null = null): Reply => ({
  status,
  body: { error, code, field },
});
const missing = () => refuse(404, "not_found", "There is nothing here, or it is not yours.");
const list = (items: unknown[]): Reply => ok({ items, next: null });
const session = () => ({
  person: world.person,
  customers: world.customers.map(({ id, name, role }) => ({ id, name, role })),
});
const projectOf = (id?: string) => world.projects.find((project) => project.id === id);

/** A keyset page; the cursor is the position after the last item. */
function page(items: unknown[], query: URLSearchParams): Reply {
  const start = Number(query.get("cursor") ?? 0);
  const end = start + Number(query.get("limit") ?? 50);
  return ok({ items: items.slice(start, end), next: end < items.length ? String(end) : null });
}

function signIn({ body }: Call): Reply {
  if (body.password === "wrong")
    return refuse(401, "wrong_credentials", "The e-mail address or the password is wrong.");
  isSignedIn = true;
  return ok(session(), 201);
}

function signOut(): Reply {
  isSignedIn = false;
  return { status: 204 };
}

function addMember({ body }: Call): Reply {
  const member = { person_id: world.makeId("person"), created_at: new Date().toISOString(), ...body };
  world.members.push(member);
  return ok({ ...member, one_time_password: "copper-lamp-42-orchard" }, 201);
}

function addKey({ body }: Call): Reply {
  const key = {
    id: world.makeId("key"),
    prefix: `${body.mode}_9cWd`,
    created_at: new Date().toISOString(),
    revoked_at: null,
    ...body,
  };
  world.keys.unshift(key);
  return ok({ ...key, key: `${body.mode}_9cWdQv3uX7mB2nLk8sTzYh4pRfGa6eJc` }, 201);
}

function addWebhook({ body }: Call): Reply {
  const webhook = { id: world.makeId("webhook"), created_at: new Date().toISOString(), disabled_at: null, ...body };
  world.webhooks.unshift(webhook);
  return ok({ ...webhook, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }, 201);
}

function removeFrom(items: Json[], key: string): Handler {
  return (_call, id) => {
    const index = items.findIndex((item) => item[key] === id);
    if (index < 0) return missing();
    items.splice(index, 1);
    return { status: 204 };
  };
}

function createProject({ body }: Call): Reply {
  if (world.projects.some((project) => project.name === body.name)) {
    return refuse(409, "name_taken", "A project with this name exists already.", "name");
  }
  const now = new Date().toISOString();
  const project = {
    lease_seconds: 900,
    contract: { target_accuracy: 0.95, confidence: 0.95 },
    ...body,
    id: world.makeId("project"),
    status: "active",
    ontology_version: 1,
    instructions_version: 1,
    created_at: now,
    updated_at: now,
    counts: {},
  } as unknown as world.FakeProject;
  world.projects.unshift(project);
  world.ontologies.set(project.id, { version: 1, ontology: body.ontology, created_at: now });
  world.instructions.set(project.id, { version: 1, markdown: String(body.instructions ?? ""), created_at: now });
  world.tasks.set(project.id, []);
  world.batches.set(project.id, []);
  return ok(project, 201);
}

function changeProject({ body }: Call, id: string): Reply {
  const project = projectOf(id);
  if (!project) return missing();
  Object.assign(project, body, { updated_at: new Date().toISOString() });
  return ok(project);
}

function putOntology({ body }: Call, id: string): Reply {
  const version = (world.ontologies.get(id)?.version ?? 0) + 1;
  const saved = { version, ontology: body.ontology, created_at: new Date().toISOString() };
  world.ontologies.set(id, saved);
  return ok(saved);
}

function putInstructions({ body }: Call, id: string): Reply {
  const version = (world.instructions.get(id)?.version ?? 0) + 1;
  const saved = { version, markdown: String(body.markdown), created_at: new Date().toISOString() };
  world.instructions.set(id, saved);
  return ok(saved);
}

function progress(_call: Call, id: string): Reply {
  const project = projectOf(id);
  if (!project) return missing();
  const { audited = 0, audited_correct: correct = 0 } = project.counts;
  const estimate = audited ? correct / audited : null;
  const hours = project.counts.annotations ? Array.from({ length: 60 }, (_, index) => hourOf(index)) : [];
  return ok({
    counts: project.counts,
    accuracy: {
      audited,
      correct,
      estimate,
      low: estimate && estimate - 0.06,
      high: estimate && Math.min(1, estimate + 0.03),
      confidence: 0.95,
    },
    by_hour: hours,
    labelers: project.counts.annotations ? world.labelers : [],
    batches: world.batches.get(id) ?? [],
  });
}

function hourOf(index: number) {
  const wave = Math.max(0, Math.sin(((index % 24) - 6) / 4));
  return {
    hour: world.ago(60 - index),
    annotations: Math.round(wave * 140 + (index % 5) * 3),
    completed: Math.round(wave * 42 + (index % 3)),
  };
}

function listTasks({ query }: Call, id: string): Reply {
  const wanted = (name: string) => query.get(name);
  const found = (world.tasks.get(id) ?? []).filter(
    (task) =>
      (!wanted("stage") || task.stage === wanted("stage")) &&
      (!wanted("status") || task.status === wanted("status")) &&
      (!wanted("batch") || task.batch_id === wanted("batch")) &&
      (!wanted("unique_id") || task.unique_id.startsWith(wanted("unique_id") ?? "")),
  );
  return page(found, query);
}

function createTasks({ body }: Call, id: string): Reply {
  const rows = body.tasks as Json[];
  const rejected = rows.flatMap((row, index) =>
    row.text === "" ? [{ row: index + 1, error: "The text is empty.", field: "text" }] : [],
  );
  const made = rows.filter((row) => row.text !== "").map((row) => makeTask(id, row));
  world.tasks.get(id)?.push(...made);
  const project = projectOf(id);
  if (project) project.counts = { ...project.counts, label: (project.counts.label ?? 0) + made.length };
  return ok(
    {
      created: made.length,
      existing: 0,
      rejected,
      items: made.map((task, row) => ({
        row,
        id: task.id,
        unique_id: task.unique_id,
        stage: "label",
        status: "pending",
      })),
    },
    201,
  );
}

function makeTask(projectId: string, row: Json): world.FakeTask {
  const now = new Date().toISOString();
  return {
    id: world.makeId("task"),
    unique_id: String(row.unique_id ?? world.makeId("row")),
    project_id: projectId,
    batch_id: null,
    priority: 50,
    stage: "label",
    status: "pending",
    answers_needed: 1,
    answers_have: 0,
    created_at: now,
    updated_at: now,
    snippet: String(row.text ?? row.attachment),
  };
}

const findTask = (id: string) => [...world.tasks.values()].flat().find((task) => task.id === id);

function answerOf(choice: string): Json {
  return {
    annotations: [
      {
        uuid: `u-${choice}`,
        type: "span",
        label: "complaint",
        attributes: {},
        start: 25,
        end: 38,
        text: "broken kettle",
      },
    ],
    global_attributes: { topic: choice },
    links: [],
  };
}

const BOXES = (shift: number) => ({
  annotations: [
    {
      uuid: `b1${shift}`,
      type: "box",
      label: "car",
      attributes: { occluded: "no" },
      left: 90 + shift,
      top: 210,
      width: 150,
      height: 80,
    },
    {
      uuid: `b2${shift}`,
      type: "box",
      label: "person",
      attributes: {},
      left: 330,
      top: 190 + shift,
      width: 34,
      height: 92,
    },
  ],
  global_attributes: { weather: "clear" },
  links: [],
});

function annotationsOf(task: world.FakeTask, isImage: boolean): Json[] {
  if (task.answers_have === 0) return [];
  const answers = isImage
    ? [BOXES(0), BOXES(4), BOXES(-3)]
    : [answerOf("returns"), answerOf("returns"), answerOf("delivery")];
  const responses = answers.map((answer, index) => {
    const by = world.labelers[index];
    return {
      id: `annotation_${task.id}_${index}`,
      kind: "response",
      labeler: { id: by?.labeler_id, name: by?.name, kind: by?.kind },
      answer,
      seconds: 14.5 + index * 6,
      created_at: world.ago(9 - index),
      supersedes: null,
      comment: null,
      verdict: null,
    };
  });
  if (task.stage !== "done") return responses;
  return [
    ...responses,
    {
      ...responses[0],
      id: `annotation_${task.id}_review`,
      kind: "review",
      verdict: "accept",
      seconds: 6,
      comment: "Box edges are tight.",
      labeler: { id: "x", name: "Emil Sørensen", kind: "person" },
      created_at: world.ago(3),
    },
  ];
}

const STREET_SVG = encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400"><rect width="640" height="230" fill="#9db4c8"/><rect y="230" width="640" height="170" fill="#50555c"/><rect x="90" y="210" width="150" height="80" rx="14" fill="#b4413c"/><rect x="330" y="190" width="34" height="92" rx="12" fill="#2b3b55"/><path d="M320 400 L330 230" stroke="#ddd" stroke-width="5"/></svg>`,
);

function readTask(_call: Call, id: string): Reply {
  const task = findTask(id);
  if (!task) return missing();
  const isImage = projectOf(task.project_id)?.modality === "image.v1";
  const annotations = annotationsOf(task, isImage);
  const asset = {
    id: "asset_1",
    name: task.snippet,
    sha256: "ab".repeat(32),
    bytes: 48211,
    status: "ready",
    media_type: "image/svg+xml",
    facts: { width: 640, height: 400 },
    reason: null,
    url: `data:image/svg+xml,${STREET_SVG}`,
  };
  const first = annotations[0]?.id ?? null;
  return ok({
    ...task,
    modality: projectOf(task.project_id)?.modality,
    error: null,
    content: isImage ? { attachment: asset.id } : { text: world.ticket },
    metadata: { source: "crm", camera: 3 },
    assets: isImage ? [asset] : [],
    ontology_version: 3,
    annotations,
    belief: annotations.length
      ? {
          units: [
            { unit: "topic", choices: { returns: 0.87, delivery: 0.11, billing: 0.02 } },
            { unit: "complaint 23–36", choices: { present: 0.98, absent: 0.02 } },
          ],
          expected_error: 0.042,
          estimator: "vote.v1",
        }
      : null,
    accepted_annotation_id: task.stage === "done" ? first : null,
    consensus_annotation_id: annotations.length > 2 ? first : null,
    assignments: annotations.map((annotation, index) => ({
      id: `assignment_${index}`,
      purpose: annotation.kind === "review" ? "review" : "label",
      state: "submitted",
      generation: 1,
      labeler: annotation.labeler,
      leased_at: world.ago(10 - index),
      expires_at: null,
      ended_at: annotation.created_at,
      reason: null,
    })),
  });
}

function history(_call: Call, id: string): Reply {
  const events = [
    "task.created",
    "assignment.leased",
    "annotation.submitted",
    "assignment.leased",
    "annotation.submitted",
    "consensus.reached",
    "task.completed",
  ];
  return list(
    events.map((kind, index) => ({
      id: `event_${id}_${index}`,
      kind,
      at: world.ago(12 - index),
      actor: {
        kind: index === 0 ? "key" : "person",
        name: index === 0 ? "Nightly import" : world.labelers[index % 3]?.name,
      },
      body: kind === "consensus.reached" ? { expected_error: 0.042 } : {},
    })),
  );
}

function changeTask(change: Json): Handler {
  return ({ body }, id) => {
    const task = findTask(id);
    if (!task) return missing();
    Object.assign(task, change, body.priority === undefined ? {} : { priority: body.priority });
    return ok(task);
  };
}

function createImport({ body }: Call, id: string): Reply {
  const made = {
    id: world.makeId("import"),
    status: "uploading",
    bytes_received: 0,
    rows_read: 0,
    created: 0,
    existing: 0,
    rejected: 0,
    created_at: new Date().toISOString(),
    error: null,
    project_id: id,
    text: "",
    ...body,
  };
  world.imports.set(made.id, [made]);
  return ok(made, 201);
}

function appendImport({ bytes, header }: Call, id: string): Reply {
  const found = world.imports.get(id)?.[0];
  if (!found) return missing();
  if (Number(header("upload-offset")) !== found.bytes_received) {
    return {
      status: 409,
      body: {
        error: "The upload continues elsewhere.",
        code: "wrong_offset",
        field: null,
        bytes_received: found.bytes_received,
      },
    };
  }
  found.bytes_received = Number(found.bytes_received) + bytes.length;
  found.text = String(found.text) + bytes.toString("utf8");
  return ok(found);
}

function startImport(_call: Call, id: string): Reply {
  const found = world.imports.get(id)?.[0];
  if (!found) return missing();
  const rows = String(found.text)
    .split("\n")
    .filter((row) => row.trim() !== "");
  const bad = rows.filter((row) => found.format === "jsonl" && !row.startsWith("{"));
  Object.assign(found, {
    status: "done",
    rows_read: rows.length,
    rejected: bad.length,
    created: rows.length - bad.length,
  });
  return ok(found, 202);
}

function createDelivery({ body }: Call, id: string): Reply {
  const project = projectOf(id);
  if (!project?.counts.completed) return refuse(409, "nothing_to_deliver", "No task of this project is completed yet.");
  const first = world.deliveries.get(world.projects.find((other) => world.deliveries.has(other.id))?.id ?? "")?.[0];
  const made = {
    ...first,
    id: world.makeId("delivery"),
    name: body.name ?? null,
    project_id: id,
    status: "building",
    created_at: new Date().toISOString(),
    ready_at: null,
  };
  world.deliveries.set(id, [made, ...(world.deliveries.get(id) ?? [])]);
  setTimeout(() => Object.assign(made, { status: "ready", ready_at: new Date().toISOString() }), 4_000);
  return ok(made, 202);
}

const findDelivery = (id: string) => [...world.deliveries.values()].flat().find((delivery) => delivery.id === id);

function found(value: unknown): Reply {
  return value === undefined ? missing() : ok(value);
}

function work(): Reply {
  return list(
    world.projects.map(({ id, name, modality, counts }) => ({
      project: { id, name, modality },
      open: { label: counts.label ?? 0, review: counts.review ?? 0, audit: counts.audit ?? 0 },
      mine: { submitted_today: counts.label ? 34 : 0, skipped_today: 0, seconds_today: counts.label ? 1840 : 0 },
    })),
  );
}

function claim({ body }: Call, id: string): Reply {
  const task = (world.tasks.get(id) ?? []).find((one) => one.stage === body.purpose);
  const project = projectOf(id);
  if (!task || !project) return { status: 204 };
  const detail = readTask({} as Call, task.id).body as Json;
  const answers = (detail.annotations as Json[]).map(({ labeler, answer, seconds }) => ({ labeler, answer, seconds }));
  const now = Date.now();
  return ok({
    assignment_id: world.makeId("assignment"),
    generation: 1,
    purpose: body.purpose,
    leased_at: new Date(now).toISOString(),
    expires_at: new Date(now + 900_000).toISOString(),
    project_id: id,
    ontology_version: 3,
    instructions_version: 2,
    task: {
      id: task.id,
      unique_id: task.unique_id,
      batch_id: task.batch_id,
      content: detail.content,
      stage: task.stage,
    },
    assets: detail.assets,
    hypothesis: null,
    draft: null,
    consensus: body.purpose === "label" ? null : (answers[0]?.answer ?? null),
    answers: body.purpose === "review" ? answers : [],
    comment: null,
  });
}

/** Method and path pattern → handler; `:` stands for one path segment. First match wins. */
export const routes: [string, Handler][] = [
  ["POST /session", signIn],
  ["GET /session", () => ok(session())],
  ["DELETE /session", signOut],
  [
    "POST /session/password",
    ({ body }) =>
      body.current_password === "wrong"
        ? refuse(422, "wrong_password", "The current password is wrong.", "current_password")
        : { status: 204 },
  ],
  ["GET /customers", () => list(world.customers)],
  ["GET /members", () => list(world.members)],
  ["POST /members", addMember],
  [
    "PATCH /members/:",
    ({ body }, id) => ok(Object.assign(world.members.find((member) => member.person_id === id) ?? {}, body)),
  ],
  ["DELETE /members/:", removeFrom(world.members, "person_id")],
  ["GET /keys", () => list(world.keys)],
  ["POST /keys", addKey],
  ["DELETE /keys/:", removeFrom(world.keys, "id")],
  ["GET /webhooks", () => list(world.webhooks)],
  ["POST /webhooks", addWebhook],
  ["DELETE /webhooks/:", removeFrom(world.webhooks, "id")],
  ["POST /webhooks/:/test", () => ({ status: 202 })],
  [
    "GET /webhooks/:/attempts",
    () =>
      list([
        {
          id: "event_1",
          event_kind: "delivery.ready",
          status: "delivered",
          attempts: 1,
          last_status: 200,
          next_attempt_at: null,
          created_at: world.ago(5),
        },
        {
          id: "event_2",
          event_kind: "delivery.ready",
          status: "pending",
          attempts: 3,
          last_status: 503,
          next_attempt_at: world.ago(-0.2),
          created_at: world.ago(0.4),
        },
      ]),
  ],
  ["GET /modalities", () => list(world.modalities)],
  ["GET /projects", () => list(world.projects)],
  ["POST /projects", createProject],
  ["GET /projects/:", (_call, id) => found(projectOf(id))],
  ["PATCH /projects/:", changeProject],
  ["GET /projects/:/ontology", (_call, id) => found(world.ontologies.get(id))],
  ["GET /projects/:/ontology/:", (_call, id) => found(world.ontologies.get(id))],
  ["PUT /projects/:/ontology", putOntology],
  ["GET /projects/:/instructions", (_call, id) => found(world.instructions.get(id))],
  ["GET /projects/:/instructions/:", (_call, id) => found(world.instructions.get(id))],
  ["PUT /projects/:/instructions", putInstructions],
  ["GET /projects/:/progress", progress],
  ["GET /projects/:/batches", (_call, id) => list(world.batches.get(id) ?? [])],
  ["GET /projects/:/tasks", listTasks],
  ["POST /projects/:/tasks", createTasks],
  ["POST /projects/:/claims", claim],
  ["POST /projects/:/audits", ({ body }) => ok({ drawn: body.count }, 201)],
  [
    "GET /projects/:/imports",
    (_call, id) => list([...world.imports.values()].flat().filter((one) => one.project_id === id)),
  ],
  ["POST /projects/:/imports", createImport],
  ["PATCH /imports/:/content", appendImport],
  ["POST /imports/:/start", startImport],
  ["GET /imports/:", (_call, id) => found(world.imports.get(id)?.[0])],
  [
    "GET /imports/:/rejects",
    () => list([{ row: 2, error: "This line is not a JSON object.", field: null, unique_id: null }]),
  ],
  [
    "POST /assets",
    ({ query }) =>
      ok(
        {
          id: world.makeId("asset"),
          name: query.get("name"),
          sha256: "cd".repeat(32),
          bytes: 1,
          status: "ready",
          media_type: "image/png",
          facts: null,
          reason: null,
          url: null,
        },
        201,
      ),
  ],
  ["GET /tasks/:", readTask],
  ["PATCH /tasks/:", changeTask({})],
  ["GET /tasks/:/history", history],
  ["POST /tasks/:/cancel", changeTask({ status: "canceled" })],
  ["POST /tasks/:/reopen", changeTask({ status: "pending", stage: "label" })],
  ["GET /projects/:/deliveries", (_call, id) => list(world.deliveries.get(id) ?? [])],
  ["POST /projects/:/deliveries", createDelivery],
  ["GET /deliveries/:", (_call, id) => found(findDelivery(id))],
  ["GET /deliveries/:/certificate", (_call, id) => found(findDelivery(id)?.certificate)],
  ["GET /work", work],
  ["GET /assignments/mine", () => list([])],
];

/** Finds and runs the handler; every address but the session's own needs somebody signed in. */
export function answer(method: string, path: string, call: Call): Reply {
  if (!isSignedIn && !(path === "/session" && method === "POST")) return refuse(401, "not_signed_in", "Sign in first.");
  for (const [pattern, handler] of routes) {
    const match = new RegExp(`^${pattern.replaceAll(":", "([^/]+)")}$`).exec(`${method} ${path}`);
    if (match) return handler(call, ...match.slice(1));
  }
  return missing();
}
