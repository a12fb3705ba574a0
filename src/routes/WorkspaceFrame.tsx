// The frame of every workspace screen: top bar, connection banner, rail with history, and the screen itself.
import { Link, Outlet, useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { House, PanelLeft, Search } from "lucide-react";
import { Suspense, useCallback, useEffect, useRef, useState } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { ConnectionBanner } from "../app/ConnectionBanner";
import { useGuest } from "../app/guestContext";
import { GuestName } from "../app/GuestName";
import { LiveMark } from "../app/LiveMark";
import { useEntry, type Entry } from "../app/useEntry";
import { Avatar } from "../components/ui/Avatar";
import { RunningCount } from "../features/benchmarks/RunningCount";
import { History } from "../features/history/History";
import type { HistoryItem } from "../features/history/usePages";
import { ImportDrop, type FileChooser, type OpenPart } from "../features/imports/ImportDrop";
import { UnreadCount } from "../features/inbox/UnreadCount";
import { Palette } from "../features/palette/Palette";
import { ShortcutSheet } from "../features/palette/ShortcutSheet";
import { PublishedApps } from "../features/preview/PublishedApps";
import { PresenceProvider } from "../features/presence/PresenceProvider";
import { WhoIsHere } from "../features/presence/WhoIsHere";
import { plainErrorOf } from "../lib/errors";
import { isTyping, useKeys } from "../lib/keyboard";
import { PageActions, PageActionsContext, type PageAction } from "../lib/pageActions";
import { setTheme, useTheme, type ThemeChoice } from "../lib/useTheme";
import { addressOf, areas } from "./areas";
import { WorkspaceContext } from "./workspaceContext";
import { AccessEnded, NoWorkspace } from "./NoWorkspace";
import "./iconRail.css";
import { useCurrentWorkspace } from "./useCurrentWorkspace";
import { WorkspaceSwitch } from "./WorkspaceSwitch";
import { WorkspaceTitle } from "./WorkspaceTitle";

const NEXT_THEME: Record<ThemeChoice, ThemeChoice> = { system: "dark", dark: "light", light: "system" };

export function WorkspaceFrame() {
  const { entry, error } = useEntry(useGuest().name);
  if (error?.code === "unauthenticated") return <ToSignIn />;
  if (error !== undefined) {
    return (
      <main className="start">
        <div className="start-inner">
          <h1>The workspace did not open</h1>
          <p>{error.message}</p>
          <p className="quiet">{error.hint}</p>
        </div>
      </main>
    );
  }
  if (entry === undefined) return <FrameSkeleton />;
  return (
    <ErrorBoundary fallbackRender={({ error: reason }) => <FrameStopped error={reason} />}>
      <ChosenWorkspace entry={entry} />
    </ErrorBoundary>
  );
}

function ChosenWorkspace({ entry }: { entry: Entry }) {
  const { threadId, appId } = useParams({ strict: false });
  const { workspaces, workspace, choose } = useCurrentWorkspace(entry, threadId ?? appId);
  if (workspace === undefined) return <NoWorkspace onMade={choose} />;
  return <Frame entry={entry} workspaces={workspaces} workspace={workspace} onChoose={choose} />;
}

function FrameStopped({ error }: { error: unknown }) {
  const problem = plainErrorOf(error);
  return problem.code === "unauthenticated" ? <ToSignIn /> : <AccessEnded problem={problem} />;
}

/** Where people sign in; afterwards they come back to this address. */
function ToSignIn() {
  const { href } = useLocation();
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: "/signin/$", params: { _splat: "" }, search: { to: href }, replace: true });
  }, [navigate, href]);
  return <FrameSkeleton />;
}

/** The final shape in grey, so that nothing jumps when the answer comes. */
function FrameSkeleton() {
  return (
    <div className="frame">
      <header className="top-bar">
        <Mark />
      </header>
      <div />
      <div className="body">
        <div className="rail" />
        <main className="centre" aria-busy="true" aria-label="Loading the workspace" />
      </div>
    </div>
  );
}

function Mark() {
  return (
    <svg width="18" height="18" viewBox="0 0 20 20" fill="none" aria-hidden="true">
      <path
        d="M10 1.5 17.5 5.8v8.4L10 18.5 2.5 14.2V5.8z"
        stroke="var(--text-3)"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path d="M7 13V7.2l6 5.6V7" stroke="var(--live)" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

function Frame(props: {
  entry: Entry;
  workspaces: Entry["workspaces"];
  workspace: Entry["workspaces"][number];
  onChoose: (slug: string) => void;
}) {
  const { entry, workspaces, workspace, onChoose } = props;
  const { threadId, generationId, appId } = useParams({ strict: false });
  const { pathname } = useLocation();
  const area = areas.find(({ path }) => pathname === `/${path}` || pathname.startsWith(`/${path}/`)) ?? null;
  const navigate = useNavigate();
  const isAfterG = useRef(false);
  const { theme, choice } = useTheme();
  const [guestName, setGuestName] = useState(entry.user.name);
  const [items, setItems] = useState<readonly HistoryItem[]>([]);
  const [isRailOpen, setIsRailOpen] = useState(false);
  const [isRailHidden, setIsRailHidden] = useState(false);
  const [isPanelHidden, setIsPanelHidden] = useState(false);
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const [offered] = useState(() => new PageActions());
  const [openPart, setOpenPart] = useState<OpenPart | null>(null);
  const files = useRef<FileChooser>(null);
  const canEdit = workspace.role === "owner" || workspace.role === "editor";
  const keepItems = useCallback((next: readonly HistoryItem[]) => setItems(next), []);

  const openThread = (id: string) => void navigate({ to: "/t/$threadId", params: { threadId: id } });
  const openArea = (path: string) => void navigate({ to: addressOf(path) });
  const step = (by: number) => {
    const index = items.findIndex((item) => item._id === threadId);
    const next = items[index === -1 ? 0 : index + by];
    if (next) openThread(next._id);
  };
  const actions: PageAction[] = [
    { id: "new", label: "New part", run: () => void navigate({ to: "/" }) },
    ...(canEdit
      ? [{ id: "import", label: "Import a STEP or STL file as a new part", run: () => files.current?.choose("new") }]
      : []),
    ...(canEdit && openPart !== null
      ? [
          {
            id: "import here",
            label: `Import a STEP or STL file into ${openPart.title}`,
            run: () => files.current?.choose("open"),
          },
        ]
      : []),
    { id: "prompt", label: "Go to the prompt", keys: "/", run: () => document.getElementById("prompt")?.focus() },
    {
      id: "theme",
      label: `Theme: ${choice}, change to ${NEXT_THEME[choice]}`,
      run: () => setTheme(NEXT_THEME[choice]),
    },
    { id: "next", label: "Next in history", keys: "J", run: () => step(1) },
    { id: "previous", label: "Previous in history", keys: "K", run: () => step(-1) },
    { id: "history", label: "Show or hide the history", keys: "[", run: () => setIsRailHidden((hidden) => !hidden) },
    { id: "panel", label: "Show or hide the panel", keys: "]", run: () => setIsPanelHidden((hidden) => !hidden) },
    ...areas.map(({ path, label, key }) => ({
      id: path,
      label: `Go to ${label}`,
      keys: `G ${key.toUpperCase()}`,
      run: () => openArea(path),
    })),
    ...workspaces
      .filter((other) => other._id !== workspace._id)
      .map(({ name, slug }) => ({ id: `to ${slug}`, label: `Switch to ${name}`, run: () => onChoose(slug) })),
    { id: "keys", label: "Keyboard", keys: "?", run: () => setIsSheetOpen(true) },
  ];

  useKeys((event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      setIsPaletteOpen(true);
      return true;
    }
    if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return false;
    if (isAfterG.current) {
      isAfterG.current = false;
      const target = event.key === "p" ? "" : areas.find(({ key }) => key === event.key)?.path;
      if (target !== undefined) {
        openArea(target);
        return true;
      }
    }
    if (event.key === "g") {
      isAfterG.current = true;
      return true;
    }
    const simple: Record<string, () => void> = {
      "/": () => document.getElementById("prompt")?.focus(),
      "?": () => setIsSheetOpen(true),
      "[": () => setIsRailHidden((hidden) => !hidden),
      "]": () => setIsPanelHidden((hidden) => !hidden),
      j: () => step(1),
      k: () => step(-1),
    };
    const run = simple[event.key];
    run?.();
    return run !== undefined;
  });

  return (
    <PresenceProvider key={workspace._id} workspaceId={workspace._id}>
      <div className="frame">
        <header className="top-bar">
          <button
            type="button"
            className="button ghost icon rail-opener"
            aria-label="History"
            aria-expanded={isRailOpen}
            onClick={() => setIsRailOpen((open) => !open)}
          >
            <PanelLeft size={16} strokeWidth={1.5} aria-hidden="true" />
          </button>
          <Link to="/" aria-label="New part">
            <Mark />
          </Link>
          <WorkspaceSwitch current={workspace} workspaces={workspaces} onChoose={onChoose} />
          <WorkspaceTitle threadId={threadId ?? null} areaName={area?.label ?? null} />
          <span className="spacer" />
          <WhoIsHere />
          <LiveMark />
          <button
            type="button"
            className="button ghost"
            onClick={() => setTheme(NEXT_THEME[choice])}
            aria-label={`Theme: ${choice}`}
          >
            {choice === "system" ? "System" : choice === "dark" ? "Dark" : "Light"}
          </button>
          <Avatar name={guestName} />
        </header>
        <ConnectionBanner />
        <Body
          isRailHidden={isRailHidden}
          hasPanel={threadId !== undefined && !isPanelHidden}
          rail={
            <nav className={isRailOpen ? "rail is-open" : "rail"} aria-label="Workspace">
              <button type="button" className="search" onClick={() => setIsPaletteOpen(true)}>
                <Search size={14} strokeWidth={1.5} aria-hidden="true" /> Search and commands
                <span className="spacer" />
                <span className="key" aria-hidden="true">
                  ⌘K
                </span>
              </button>
              <ul className="rail-links">
                <li>
                  <Link
                    to="/"
                    className="rail-link"
                    title="Parts and apps"
                    aria-current={threadId === undefined && appId === undefined && area === null ? "page" : undefined}
                    onClick={() => setIsRailOpen(false)}
                  >
                    <House size={16} strokeWidth={1.5} aria-hidden="true" /> Parts and apps
                  </Link>
                </li>
                {areas.map(({ path, label, icon: Icon }) => (
                  <li key={path}>
                    <Link
                      to={addressOf(path)}
                      className="rail-link"
                      title={label}
                      aria-current={area?.path === path ? "page" : undefined}
                      onClick={() => setIsRailOpen(false)}
                    >
                      <Icon size={16} strokeWidth={1.5} aria-hidden="true" /> {label}
                      {path === "inbox" && <UnreadCount workspaceId={workspace._id} />}
                      {path === "benchmarks" && <RunningCount workspaceId={workspace._id} />}
                    </Link>
                  </li>
                ))}
              </ul>
              <PublishedApps
                workspaceId={workspace._id}
                currentId={appId ?? null}
                onOpen={() => setIsRailOpen(false)}
              />
              <History
                key={workspace._id}
                workspaceId={workspace._id}
                userId={entry.user._id}
                canEdit={canEdit}
                currentThreadId={threadId ?? null}
                onItems={keepItems}
                onOpen={() => setIsRailOpen(false)}
              />
              <div className="rail-foot">
                <Avatar name={guestName} isSmall />
                <GuestName name={guestName} onRenamed={setGuestName} />
              </div>
            </nav>
          }
        >
          <ErrorBoundary
            key={threadId ?? appId ?? generationId ?? area?.path ?? "new"}
            fallbackRender={({ error }) => <ScreenStopped error={error} />}
          >
            <Suspense fallback={<main className="page" aria-busy="true" aria-label="Loading" />}>
              <WorkspaceContext value={{ user: entry.user, workspace, workspaces, theme, isPanelHidden, setOpenPart }}>
                <PageActionsContext value={offered}>
                  <Outlet />
                </PageActionsContext>
              </WorkspaceContext>
            </Suspense>
          </ErrorBoundary>
        </Body>
        <Palette
          workspaceId={workspace._id}
          isOpen={isPaletteOpen}
          onOpenChange={setIsPaletteOpen}
          actions={actions}
          offered={offered}
          items={items.map((item) => ({ id: item._id, title: item.title }))}
          onOpenItem={openThread}
          onOpenPlace={({ threadId: id, versionNumber }) =>
            void navigate({
              to: "/t/$threadId",
              params: { threadId: id },
              search: versionNumber === null ? {} : { v: versionNumber },
            })
          }
        />
        {canEdit && (
          <ImportDrop
            workspaceId={workspace._id}
            openPart={openPart}
            ref={files}
            onImported={(id) =>
              void navigate({ to: "/g/$generationId", params: { generationId: id }, search: { follow: true } })
            }
          />
        )}
        <ShortcutSheet isOpen={isSheetOpen} onOpenChange={setIsSheetOpen} />
      </div>
    </PresenceProvider>
  );
}

function Body(props: { isRailHidden: boolean; hasPanel: boolean; rail: React.ReactNode; children: React.ReactNode }) {
  return (
    <div
      className={props.hasPanel ? "body has-panel" : "body"}
      style={props.isRailHidden ? { ["--rail" as string]: "0px" } : undefined}
    >
      <div className="rail-place" hidden={props.isRailHidden}>
        {props.rail}
      </div>
      {props.children}
    </div>
  );
}

function ScreenStopped({ error }: { error: unknown }) {
  const { code, message, hint } = plainErrorOf(error);
  return (
    <main className="start">
      <div className="start-inner">
        <h1>{code === "not_found" ? "Not found" : "This screen stopped"}</h1>
        <p>{message}</p>
        <p className="quiet">{hint}</p>
        <p>
          <Link to="/" className="link">
            Go to the workspace
          </Link>
        </p>
      </div>
    </main>
  );
}
