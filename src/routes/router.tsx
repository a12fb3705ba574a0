import { createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
import { NotFound } from "./NotFound";
import { WorkspaceFrame } from "./WorkspaceFrame";

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** One frame under every address: moving between parts keeps the rail, the history and the connection. It reads the address itself. */
const frameRoute = createRoute({ getParentRoute: () => rootRoute, id: "workspace", component: WorkspaceFrame });

const newRoute = createRoute({ getParentRoute: () => frameRoute, path: "/" });

/** `v` is the number of the version on screen; without it the page follows the newest. */
const threadRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/t/$threadId",
  validateSearch: (search: Record<string, unknown>): { v?: number } => {
    const number = Number(search.v);
    return Number.isInteger(number) && number > 0 ? { v: number } : {};
  },
});

const generationRoute = createRoute({ getParentRoute: () => frameRoute, path: "/g/$generationId" });

export const router = createRouter({
  routeTree: rootRoute.addChildren([frameRoute.addChildren([newRoute, threadRoute, generationRoute])]),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
