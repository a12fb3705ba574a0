import { createRootRoute, createRoute, createRouter, Outlet, retainSearchParams } from "@tanstack/react-router";
import { lazy } from "react";
import { areas } from "./areas";
import { GenerationRedirect } from "./GenerationRedirect";
import { NotFound } from "./NotFound";
import { StartScreen } from "./StartScreen";
import { WorkspaceFrame } from "./WorkspaceFrame";

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

// Its viewer strip, sliders and panel are most of the page, and the first page needs none of them.
const ThreadScreen = lazy(() => import("./ThreadScreen").then((m) => ({ default: m.ThreadScreen })));
const AppScreen = lazy(() => import("./AppScreen").then((m) => ({ default: m.AppScreen })));
// Seen by people who are not in the workspace: they do not load its frame.
const ShareScreen = lazy(() => import("../features/share/ShareScreen").then((m) => ({ default: m.ShareScreen })));
const AccountScreen = lazy(() =>
  import("../features/account/AccountScreen").then((m) => ({ default: m.AccountScreen })),
);

/** One frame under every address of a workspace: moving between screens keeps the rail, the history and the connection. */
const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "workspace",
  component: WorkspaceFrame,
  /** `w` names the workspace; it stays while somebody goes from area to area. */
  validateSearch: (search: Record<string, unknown>): { w?: string } =>
    typeof search.w === "string" ? { w: search.w } : {},
  search: { middlewares: [retainSearchParams(["w"])] },
});

const newRoute = createRoute({ getParentRoute: () => frameRoute, path: "/", component: StartScreen });

type ThreadSearch = { v?: number; with?: number; cam?: string; cut?: string };

/**
 * `v` is the number of the version on screen; without it the page follows the newest. `with`: the one it is compared
 * with. `cam`, `cut`: camera and section of whoever copied the link.
 */
const threadRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/t/$threadId",
  validateSearch: (search: Record<string, unknown>): ThreadSearch => {
    const numbered = (["v", "with"] as const).flatMap((name) => {
      const number = Number(search[name]);
      return Number.isInteger(number) && number > 0 ? [[name, number] as const] : [];
    });
    const said = (["cam", "cut"] as const).flatMap((name) =>
      typeof search[name] === "string" ? [[name, search[name]] as const] : [],
    );
    return Object.fromEntries([...numbered, ...said]) as ThreadSearch;
  },
  component: function Thread() {
    const { threadId } = threadRoute.useParams();
    return <ThreadScreen key={threadId} threadId={threadId} />;
  },
});

const generationRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/g/$generationId",
  /** `follow` comes with whoever has just asked for it: they are led to whatever comes after it, too. */
  validateSearch: (search: Record<string, unknown>): { follow?: true } =>
    search.follow === true ? { follow: true } : {},
  component: function Generation() {
    const { generationId } = generationRoute.useParams();
    return <GenerationRedirect generationId={generationId} isFollowed={generationRoute.useSearch().follow === true} />;
  },
});

/** An app in the navigation. Not an area: there may be none, or many. */
const appRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/apps/$appId",
  component: function App() {
    const { appId } = appRoute.useParams();
    return <AppScreen key={appId} threadId={appId} />;
  },
});

const areaRoutes = areas.map(({ path, screen }) =>
  createRoute({ getParentRoute: () => frameRoute, path: `/${path}/$`, component: screen }),
);

const shareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/share/$token",
  component: function Share() {
    return <ShareScreen token={shareRoute.useParams().token} />;
  },
});

const accountRoutes = (["signin", "setup", "invite"] as const).map((purpose) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path: `/${purpose}/$`,
    /** Where sign-in leads back to. */
    validateSearch: (search: Record<string, unknown>): { to?: string } =>
      typeof search.to === "string" ? { to: search.to } : {},
    component: function Account() {
      return <AccountScreen purpose={purpose} />;
    },
  }),
);

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    frameRoute.addChildren([newRoute, threadRoute, generationRoute, appRoute, ...areaRoutes]),
    shareRoute,
    ...accountRoutes,
  ]),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
