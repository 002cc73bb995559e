/** While developing without a server: answers /api/v1 from memory. Never part of a build. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { answer, type Call } from "./handlers.ts";
import { projects } from "./state.ts";

export function inMemoryServer(): Plugin {
  return {
    name: "goldsmith-in-memory-server",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use("/api/v1", (request, response) => void serve(request, response));
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://dev");
  const live = /^\/projects\/([^/]+)\/live$/.exec(url.pathname);
  if (live) return streamProgress(live[1] ?? "", request, response);
  const reply = answer(request.method ?? "GET", url.pathname, await readCall(request, url));
  response.writeHead(reply.status, { "Content-Type": "application/json" });
  response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
}

async function readCall(request: IncomingMessage, url: URL): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const isJson = request.headers["content-type"]?.startsWith("application/json") ?? false;
  return {
    query: url.searchParams,
    bytes,
    body: isJson && bytes.length > 0 ? JSON.parse(bytes.toString("utf8")) : {},
    header: (name) => request.headers[name] as string | null,
  };
}

/** Somebody labels a task every second. */
function streamProgress(id: string, request: IncomingMessage, response: ServerResponse): void {
  const project = projects.find((one) => one.id === id);
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const send = () => response.write(`event: progress\ndata: ${JSON.stringify({ counts: project?.counts ?? {} })}\n\n`);
  const timer = setInterval(() => {
    const counts = project?.counts;
    if (counts?.label)
      Object.assign(counts, {
        label: counts.label - 1,
        done: (counts.done ?? 0) + 1,
        completed: (counts.completed ?? 0) + 1,
      });
    send();
  }, 1_000);
  send();
  request.on("close", () => clearInterval(timer));
}
