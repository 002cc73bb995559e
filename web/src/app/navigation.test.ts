import { expect, test } from "vitest";
import type { Role } from "../api";
import { readNavigation } from "./navigation";

const addresses = (role: Role) => {
  const { everywhere, project, person } = readNavigation(role, "project_1");
  return [...everywhere, ...project, ...person].map(({ to }) => to);
};

test("labelers see only their work and themselves", () => {
  expect(addresses("labeler")).toEqual(["/work", "/me"]);
});

test("members follow their projects but neither label nor change settings", () => {
  expect(addresses("member")).toContain("/projects/project_1/deliveries");
  expect(addresses("member")).not.toContain("/work");
  expect(addresses("member")).not.toContain("/projects/project_1/settings");
});

test("reviewers see tasks and quality, not deliveries", () => {
  expect(addresses("reviewer")).toContain("/projects/project_1/quality");
  expect(addresses("reviewer")).not.toContain("/projects/project_1/deliveries");
});

test("people and keys are for those who run things", () => {
  expect(addresses("member")).not.toContain("/settings");
  expect(addresses("operator")).toContain("/settings");
});

test("no two pages share a key", () => {
  const { everywhere, project, person } = readNavigation("admin", "project_1");
  const letters = [...everywhere, ...project, ...person].map(({ key }) => key);
  expect(new Set(letters).size).toBe(letters.length);
});
