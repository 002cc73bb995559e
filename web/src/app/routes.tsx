/** Every address of the app. Pages load when they are first opened. */
import type { ComponentType } from "react";
import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { Home } from "./Home";
import { NeedsRight } from "./NeedsRight";
import { RouteError } from "./RouteError";
import { SignedIn } from "./SignedIn";

/** A route's component by its name in a page's module. */
function show<K extends string>(name: K) {
  return (module: Record<K, ComponentType>) => ({ Component: module[name] });
}

/** Shown for the blink before the first page's code is here. */
function Nothing() {
  return null;
}

const project: RouteObject = {
  path: "/projects/:projectId",
  lazy: () => import("../pages/project/ProjectLayout").then(show("ProjectLayout")),
  children: [
    { index: true, lazy: () => import("../pages/project/Overview").then(show("Overview")) },
    { path: "add", lazy: () => import("../pages/add/AddItems").then(show("AddItems")) },
    { path: "tasks", lazy: () => import("../pages/tasks/TaskList").then(show("TaskList")) },
    { path: "quality", lazy: () => import("../pages/quality/Quality").then(show("Quality")) },
    { path: "labelers", lazy: () => import("../pages/labelers/Labelers").then(show("Labelers")) },
    { path: "functions", lazy: () => import("../pages/functions/Functions").then(show("Functions")) },
    { path: "models", lazy: () => import("../pages/models/Models").then(show("Models")) },
    { path: "deliveries", lazy: () => import("../pages/deliveries/DeliveryList").then(show("DeliveryList")) },
    { path: "settings", lazy: () => import("../pages/project/ProjectSettings").then(show("ProjectSettings")) },
  ],
};

const forLookers: RouteObject = {
  element: <NeedsRight right="look" />,
  children: [
    { path: "/projects", lazy: () => import("../pages/projects/ProjectList").then(show("ProjectList")) },
    { path: "/projects/new", lazy: () => import("../pages/projects/NewProject").then(show("NewProject")) },
    project,
    { path: "/tasks/:taskId", lazy: () => import("../pages/task/TaskPage").then(show("TaskPage")) },
    {
      path: "/deliveries/:deliveryId",
      lazy: () => import("../pages/deliveries/CertificatePage").then(show("CertificatePage")),
    },
    { path: "/settings", element: <Navigate to="/settings/members" replace /> },
    {
      path: "/settings/:part",
      lazy: () => import("../pages/settings/CustomerSettings").then(show("CustomerSettings")),
    },
  ],
};

const inShell: RouteObject = {
  lazy: () => import("./shell/Shell").then(show("Shell")),
  children: [
    {
      ErrorBoundary: RouteError,
      children: [
        { path: "/", element: <Home /> },
        { path: "/work", lazy: () => import("../work").then(show("WorkList")) },
        { path: "/me", lazy: () => import("../pages/settings/Me").then(show("Me")) },
        forLookers,
        { path: "*", lazy: () => import("./NotFound").then(show("NotFound")) },
      ],
    },
  ],
};

export const router = createBrowserRouter([
  {
    path: "/sign-in",
    lazy: () => import("../pages/sign-in/SignIn").then(show("SignIn")),
    ErrorBoundary: RouteError,
    HydrateFallback: Nothing,
  },
  {
    element: <SignedIn />,
    ErrorBoundary: RouteError,
    HydrateFallback: Nothing,
    children: [
      {
        path: "/work/:projectId/:purpose",
        lazy: () => import("../work").then(show("WorkScreen")),
        ErrorBoundary: RouteError,
      },
      inShell,
    ],
  },
]);
