// Somebody comes into care, is reached, leaves and asks to be forgotten, with what openapi-typescript makes of it.
// Says whose erasure was asked for.
import { randomUUID } from "node:crypto";
import { deepEqual, equal, ok } from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

const baseUrl = process.env.RESONA_URL!;
const as = (token: string) => createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
const api = as(process.env.RESONA_KEY!);
const number = { system: "urn:hospital", value: randomUUID() };

// Coming in, once however often it is sent.
const amina: components["schemas"]["EnrolmentBodyRequest"] = {
  profile: { given_name: "Amina", birth_date: "1990-02-28", telecom: [{ value: "+254712345678" }] },
  identifiers: [number],
  contacts: [{ kind: "gp", name: "Dr Njeri", may_be_contacted: "always" }],
  consents: [{ purpose: "recording", version: "1", given_by: "herself", channel: "paper" }],
};
const enrolled = await api.POST("/api/v1/users/", { body: amina });
const id = enrolled.data?.id;
ok(id, JSON.stringify(enrolled.error));
const again = await api.POST("/api/v1/users/", { body: amina });
deepEqual([again.response.status, again.data?.id], [200, id]);
const path = { path: { id } };

// Being found, by what no address ever holds.
for (const sought of [{ name: "amina" }, { telephone: "0712 345678" }, { identifier: number }, { birth_date: "1990-02-28" }]) {
  const found = await api.POST("/api/v1/users/search/", { body: sought });
  deepEqual(found.data?.results.map((one) => one.id), [id]);
}

// Changing, on what was read and nothing else.
const read = await api.GET("/api/v1/users/{id}/profile/", { params: path });
const tag = read.response.headers.get("ETag")!;
const params = { ...path, header: { "If-Match": tag } };
const profile = { ...read.data, preferred_name: "Mimi" };
equal((await api.PUT("/api/v1/users/{id}/profile/", { params, body: profile })).response.status, 200);
equal((await api.PUT("/api/v1/users/{id}/profile/", { params, body: profile })).response.status, 412);
const language = await api.PATCH("/api/v1/users/{id}/", { params: path, body: { language: "sw" } });
equal(language.data?.language, "sw");
const contacts = { contacts: [{ kind: "next_of_kin" as const, name: "Rose", may_be_contacted: "in_crisis" as const }] };
equal((await api.PUT("/api/v1/users/{id}/contacts/", { params: path, body: contacts })).response.status, 200);
const teams = (await api.GET("/api/v1/care-teams/")).data!.results.map((team) => team.id);
const placed = await api.PUT("/api/v1/users/{id}/care-teams/", { params: path, body: { care_teams: teams } });
equal(placed.response.status, 200);

// Their own app.
const issued = await api.POST("/api/v1/users/{id}/enrolment-code/", { params: path, body: {} });
const nobody = createClient<paths>({ baseUrl });
const came = await nobody.POST("/api/v1/enrolments/", { body: { code: issued.data!.code, device: "A telephone" } });
const app = as(came.data!.token);
equal((await app.GET("/api/v1/users/me/")).data?.id, id);
const session: components["schemas"]["SessionInputRequest"] = {
  id: randomUUID(),
  user_id: id,
  started_at: new Date().toISOString(),
  messages: [{ role: "user", content: "I slept well." }],
};
equal((await app.POST("/api/v1/sessions/", { body: session })).response.status, 201);

// Leaving, coming back, and asking to be forgotten.
const performer = { system: "urn:hospital", value: "17", display: "Dr Njeri" };
const ended = await api.POST("/api/v1/users/{id}/care/end/", { params: path, body: { because: "moved", performer } });
equal(ended.data?.ended_because, "moved");
equal((await api.POST("/api/v1/users/{id}/care/begin/", { params: path, body: {} })).response.status, 200);
const periods = await api.GET("/api/v1/care-periods/", { params: { query: { user: id } } });
deepEqual(periods.data?.results.map((period) => period.ended_at === null), [false, true]);
const asked = await api.POST("/api/v1/users/{id}/privacy-requests/", { params: path, body: { kind: "erasure" } });
equal(asked.response.status, 201);
console.log(id);
