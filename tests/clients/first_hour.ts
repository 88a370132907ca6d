// A hospital's first hour, with what openapi-typescript and openapi-fetch make of the description.
import { randomUUID } from "node:crypto";
import { equal, ok } from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

const api = createClient<paths>({
  baseUrl: process.env.RESONA_URL!,
  headers: { Authorization: `Bearer ${process.env.RESONA_KEY}` },
});

// Enrolling: nothing that is optional has to be sent.
const enrolled = await api.POST("/api/v1/users/", {
  body: { identifiers: [{ system: "urn:hospital", value: randomUUID() }] },
});
const person = enrolled.data?.id;
ok(person, JSON.stringify(enrolled.error));
const consented = await api.POST("/api/v1/users/{id}/consents/", {
  params: { path: { id: person } },
  body: { purpose: "recording", decision: "given", version: "2026-1" },
});
equal(consented.response.status, 200);

// Recording.
const session: components["schemas"]["SessionInputRequest"] = {
  id: randomUUID(),
  user_id: person,
  started_at: new Date().toISOString(),
  messages: [{ role: "user", content: "I want to end it all tonight" }],
};
const recorded = await api.POST("/api/v1/sessions/", { body: session });
equal(recorded.response.status, 201, JSON.stringify(recorded.error));
ok(recorded.data && "risk" in recorded.data && recorded.data.crisis_event);
const level: string = recorded.data.crisis_event.risk_level;
ok(["high", "critical"].includes(level));
const event = recorded.data.crisis_event.id;

// Several at once: lines, which are text.
const lines = [1, 2].map((number) => JSON.stringify({ ...session, id: randomUUID(), messages: [{ role: "user", content: `Day ${number}` }] }));
const batch = await api.POST("/api/v1/sessions/batch/", {
  body: lines.join("\n") + "\n\n",
  bodySerializer: (body) => body,
  headers: { "Content-Type": "application/x-ndjson" },
  parseAs: "text",
});
const answers = (batch.data as string).trim().split("\n").map((line) => JSON.parse(line) as components["schemas"]["BatchLineAnswer"]);
equal(answers.at(-1)?.lines, 2);
equal(answers.at(-1)?.failed, 0);

// Reading.
const listed = await api.GET("/api/v1/conversations/", { params: { query: { user: person, page_size: 2 } } });
equal(listed.data?.results.length, 2);
ok(listed.data?.next);
const read = await api.GET("/api/v1/crisis-events/{id}/", { params: { path: { id: event } } });
const tag = read.response.headers.get("ETag");
ok(tag && read.data && read.data.steps.length === 0);

// Where following begins.
const begun = await api.GET("/api/v1/changes/", { params: { query: { since: "now" } } });
ok(begun.data?.cursor);

// Acting, on what was read and nothing else.
const noted = await api.POST("/api/v1/crisis-events/{id}/notes/", {
  params: { path: { id: event }, header: { "If-Match": tag } },
  body: { note: "Called, no answer." },
});
equal(noted.response.status, 200);
const stale = await api.POST("/api/v1/crisis-events/{id}/acknowledge/", {
  params: { path: { id: event }, header: { "If-Match": tag } },
  body: {},
});
equal(stale.response.status, 412);
equal(stale.error?.type, "/problems/changed-meanwhile");
const acknowledged = await api.POST("/api/v1/crisis-events/{id}/acknowledge/", {
  params: { path: { id: event }, header: { "If-Match": noted.response.headers.get("ETag")! } },
  body: {},
});
equal(acknowledged.data?.human_reviewed, true);

// Following: what was done is told, in its order, once all that began earlier has ended.
const changesSince = (cursor: string) =>
  api.GET("/api/v1/changes/", { params: { query: { since: cursor }, header: { Prefer: "wait=30" } } });
let followed = await changesSince(begun.data.cursor);
while (followed.data?.results.length === 0) followed = await changesSince(followed.data.cursor);
ok(followed.data?.results.some((change) => change.kind === "crisis_event" && change.id === event));
console.log("done");
