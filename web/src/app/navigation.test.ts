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

test("members look but do not change", () => {
  expect(addresses("member")).toContain("/projects/project_1/tasks");
  expect(addresses("member")).not.toContain("/projects/project_1/settings");
});

test("only admins see people and keys", () => {
  expect(addresses("operator")).not.toContain("/settings");
  expect(addresses("admin")).toContain("/settings");
});

test("no two pages share a key", () => {
  const { everywhere, project, person } = readNavigation("admin", "project_1");
  const letters = [...everywhere, ...project, ...person].map(({ key }) => key);
  expect(new Set(letters).size).toBe(letters.length);
});
