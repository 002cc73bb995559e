/** Every address of the app. Pages load when they are first opened. */
import type { ComponentType } from "react";
import { createBrowserRouter, Navigate } from "react-router";
import { Home } from "./Home";
import { RouteError } from "./RouteError";
import { SignedIn } from "./SignedIn";

/** A route's component out of a page's module. */
function page<M>(load: () => Promise<M>, pick: (module: M) => ComponentType) {
  return async () => ({ Component: pick(await load()) });
}

export const router = createBrowserRouter([
  {
    path: "/sign-in",
    lazy: page(
      () => import("../pages/sign-in/SignIn"),
      (m) => m.SignIn,
    ),
    ErrorBoundary: RouteError,
  },
  {
    element: <SignedIn />,
    ErrorBoundary: RouteError,
    HydrateFallback: () => null,
    children: [
      {
        path: "/work/:projectId/:purpose",
        lazy: page(
          () => import("../work"),
          (m) => m.WorkScreen,
        ),
        ErrorBoundary: RouteError,
      },
      {
        lazy: page(
          () => import("./shell/Shell"),
          (m) => m.Shell,
        ),
        children: [
          {
            ErrorBoundary: RouteError,
            children: [
              { path: "/", element: <Home /> },
              {
                path: "/work",
                lazy: page(
                  () => import("../work"),
                  (m) => m.WorkList,
                ),
              },
              {
                path: "/projects",
                lazy: page(
                  () => import("../pages/projects/ProjectList"),
                  (m) => m.ProjectList,
                ),
              },
              {
                path: "/projects/new",
                lazy: page(
                  () => import("../pages/projects/NewProject"),
                  (m) => m.NewProject,
                ),
              },
              {
                path: "/projects/:projectId",
                lazy: page(
                  () => import("../pages/project/ProjectLayout"),
                  (m) => m.ProjectLayout,
                ),
                children: [
                  {
                    index: true,
                    lazy: page(
                      () => import("../pages/project/Overview"),
                      (m) => m.Overview,
                    ),
                  },
                  {
                    path: "add",
                    lazy: page(
                      () => import("../pages/add/AddItems"),
                      (m) => m.AddItems,
                    ),
                  },
                  {
                    path: "tasks",
                    lazy: page(
                      () => import("../pages/tasks/TaskList"),
                      (m) => m.TaskList,
                    ),
                  },
                  {
                    path: "quality",
                    lazy: page(
                      () => import("../pages/project/Quality"),
                      (m) => m.Quality,
                    ),
                  },
                  {
                    path: "deliveries",
                    lazy: page(
                      () => import("../pages/deliveries/DeliveryList"),
                      (m) => m.DeliveryList,
                    ),
                  },
                  {
                    path: "settings",
                    lazy: page(
                      () => import("../pages/project/ProjectSettings"),
                      (m) => m.ProjectSettings,
                    ),
                  },
                ],
              },
              {
                path: "/tasks/:taskId",
                lazy: page(
                  () => import("../pages/task/TaskPage"),
                  (m) => m.TaskPage,
                ),
              },
              {
                path: "/deliveries/:deliveryId",
                lazy: page(
                  () => import("../pages/deliveries/CertificatePage"),
                  (m) => m.CertificatePage,
                ),
              },
              { path: "/settings", element: <Navigate to="/settings/members" replace /> },
              {
                path: "/settings/:part",
                lazy: page(
                  () => import("../pages/settings/CustomerSettings"),
                  (m) => m.CustomerSettings,
                ),
              },
              {
                path: "/me",
                lazy: page(
                  () => import("../pages/settings/Me"),
                  (m) => m.Me,
                ),
              },
              {
                path: "*",
                lazy: page(
                  () => import("./NotFound"),
                  (m) => m.NotFound,
                ),
              },
            ],
          },
        ],
      },
    ],
  },
]);
