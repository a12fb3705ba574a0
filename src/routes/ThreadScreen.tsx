// One thread: viewer, stages, versions, prompt, and the panel with all that is known of the version on screen.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMutation, useQuery } from "convex/react";
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import type { Kind, Parameter } from "../../convex/lib/validators";
import { LiveRegion } from "../components/ui/LiveRegion";
import { AddToSuite } from "../features/benchmarks/AddToSuite";
import { Checks } from "../features/checks/Checks";
import { SpecChecks } from "../features/checks/SpecChecks";
import { CodePanel } from "../features/code/CodePanel";
import { Comments } from "../features/comments/Comments";
import { usePins } from "../features/comments/usePins";
import { Downloads } from "../features/downloads/Downloads";
import { GitHubExport } from "../features/downloads/GitHubExport";
import { ReleasePart } from "../features/shop/ReleasePart";
import { Facts } from "../features/facts/Facts";
import { Verdict } from "../features/failure/Verdict";
import { AppDownloads } from "../features/downloads/AppDownloads";
import { LiveData } from "../features/preview/LiveData";
import { PreviewRegion } from "../features/preview/PreviewRegion";
import { useAppFindings } from "../features/preview/useAppFindings";
import { useWorkspaceData } from "../features/preview/useWorkspaceData";
import { Parameters } from "../features/parameters/Parameters";
import { useDrafts } from "../features/parameters/useDrafts";
import { useHolds } from "../features/parameters/useHolds";
import { Together } from "../features/presence/Together";
import { PromptBox } from "../features/prompt/PromptBox";
import { usePrompt } from "../features/prompt/usePrompt";
import { ShareLinks } from "../features/share/ShareLinks";
import { StageStrip } from "../features/stages/StageStrip";
import { hasEnded } from "../features/stages/stageSteps";
import { Thread } from "../features/thread/Thread";
import type { Chosen } from "../features/viewer/reference";
import { VersionStrip, type Version } from "../features/versions/VersionStrip";
import { ViewLink, viewFromText } from "../features/viewer/viewLink";
import { plainErrorOf } from "../lib/errors";
import { useIsPhone } from "../lib/useMediaQuery";
import { NotFound } from "./NotFound";
import { NarrowThread, type NarrowTab } from "./NarrowThread";
import { ThreadPanel, type PanelTab } from "./ThreadPanel";
import { announcementOf, fileNameOf, partnerOf } from "./threadWords";
import { useOpenPart } from "./useOpenPart";
import { useThreadQueries } from "./useThreadQueries";
import { useThreadKeys } from "./useThreadKeys";
import { threadStateOf } from "./useThreadState";
import { standInChip, ViewerRegion } from "./ViewerRegion";
import { useWorkspace } from "./workspaceContext";

const NO_PARAMETERS: Parameter[] = []; // one and the same, so that a render without an answer changes nothing below
const CompareScreen = lazy(() => import("./CompareScreen").then((module) => ({ default: module.CompareScreen })));

type TabId = PanelTab | NarrowTab;

export function ThreadScreen({ threadId }: { threadId: string }) {
  const { workspace, theme, isPanelHidden, setOpenPart } = useWorkspace();
  const answer = useQuery(api.threads.get, { threadId: threadId as Id<"threads"> }); // null for an id of nothing
  useOpenPart(answer?.thread.kind === "cad" ? answer.thread : null, setOpenPart);
  if (answer === null) return <NotFound />;
  if (answer === undefined) return <main className="centre" aria-busy="true" aria-label="Loading this part" />;
  return (
    <LoadedThread
      workspaceId={workspace._id}
      threadId={answer.thread._id}
      title={answer.thread.title}
      kind={answer.thread.kind}
      versions={answer.generations}
      theme={theme}
      isPanelHidden={isPanelHidden}
      canEdit={workspace.role === "owner" || workspace.role === "editor"}
    />
  );
}

function LoadedThread(props: {
  workspaceId: Id<"workspaces">;
  threadId: Id<"threads">;
  title: string;
  kind: Kind;
  versions: readonly Version[];
  theme: "dark" | "light";
  isPanelHidden: boolean;
  canEdit: boolean;
}) {
  const { workspaceId, threadId, title, kind, versions, theme, isPanelHidden, canEdit } = props;
  const isApp = kind === "app";
  const isPhone = useIsPhone();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const [tab, setTab] = useState<TabId>("result");
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [actionError, setActionError] = useState<string | null>(null);
  const { selected, shown } = threadStateOf(versions, search.v);

  const data = useThreadQueries({ selected, shown }, isApp);
  const { selectedView, shownView, isRunning, progress, code, logs, appCode, links } = data;
  const appFindings = useAppFindings(isApp ? appCode : null);
  const appData = useWorkspaceData(threadId);

  const [viewLink] = useState(() => new ViewLink(viewFromText(search.cam, search.cut)));
  const drafts = useDrafts(workspaceId, shown?._id ?? null);
  const holds = useHolds(threadId, canEdit);
  const pinning = usePins(isApp ? null : (shown?._id ?? null), viewLink);
  const { clear: clearDraft } = drafts;
  const hasStopped = selected !== null && hasEnded(selected.status) && selected.status !== "succeeded";
  useEffect(() => {
    if (hasStopped) clearDraft();
  }, [hasStopped, clearDraft]);

  const open = (query: { v?: number; with?: number }) =>
    void navigate({ to: "/t/$threadId", params: { threadId }, search: query });
  const follow = () => open({});
  const show = (version: Version) => open({ v: version.number });
  // A follow-up changes what stands on screen; where nothing stands yet it is a new try in the same thread.
  const prompt = usePrompt(workspaceId, shown?._id ?? selected?._id ?? null, follow, kind);

  const runParameters = useMutation(api.generations.runParameters);
  const runCode = useMutation(api.generations.runCode);
  const cancel = useMutation(api.generations.cancel);
  const act = async (work: Promise<unknown>): Promise<boolean> => {
    setActionError(null);
    try {
      await work;
      follow();
      return true;
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      setActionError(`${message} ${hint}`);
      clearDraft();
      return false;
    }
  };
  const compare = (from: number, to: number) => open({ v: to, with: from });
  const runAgain = (version: Version) => {
    if (code?.complete && version._id === selected?._id && version.provider !== null)
      void act(runCode({ generationId: version._id, text: code.text }));
    else void prompt.send(version.prompt, kind);
  };
  useThreadKeys({ versions, selected, viewLink, onShow: show });

  if (selected === null) return <NotFound />;
  const comparedWith = versions.find((version) => version.number === search.with);
  if (comparedWith !== undefined && comparedWith._id !== selected._id && !isApp) {
    return (
      <Suspense fallback={<main className="centre" aria-busy="true" aria-label="Loading two versions" />}>
        <CompareScreen
          workspaceId={workspaceId}
          versions={versions}
          from={comparedWith}
          to={selected}
          theme={theme}
          isPanelHidden={isPanelHidden}
          onPair={compare}
          onClose={() => show(selected)}
        />
      </Suspense>
    );
  }
  const isVerdict = hasStopped;
  const checked = isVerdict ? selected : (shown ?? selected);
  const stageStrip = (
    <StageStrip
      number={selected.number}
      status={selected.status}
      stage={progress?.stage ?? selected.stage}
      finishedStages={progress?.finishedStages ?? []}
      failedStage={selected.error?.stage ?? null}
      timings={selectedView?.timings ?? null}
      createdAt={selected.createdAt}
      endedAt={selected.endedAt ?? (hasEnded(selected.status) ? selected.createdAt : null)}
      detail={progress?.queuePosition ? `${progress.queuePosition} before it` : (progress?.detail ?? null)}
      isPhone={isPhone}
      onCancel={() => void act(cancel({ generationId: selected._id }))}
      onRunAgain={selected.status === "failed" || selected.status === "canceled" ? () => runAgain(selected) : null}
    />
  );
  const sections: Record<string, ReactNode> = {
    thread: (
      <Thread
        versions={versions}
        streamedCode={isRunning && code && !code.complete ? { generationId: selected._id, text: code.text } : null}
        onChoice={(text) => void prompt.send(text, kind)}
      />
    ),
    comments: (
      <Comments
        key={`comments of ${selected._id}`}
        workspaceId={workspaceId}
        generationId={selected._id}
        pinning={isApp || shown?._id !== selected._id ? null : pinning}
        onFix={follow}
      />
    ),
    checks: isApp ? (
      <Checks spec={appFindings} onFix={(text) => void prompt.send(text, kind)} />
    ) : (
      <SpecChecks
        key={`checks-${checked?._id}`}
        generationId={checked?._id ?? null}
        spec={(isVerdict ? selectedView?.spec : shownView?.spec) ?? []}
        onFix={isRunning ? null : (text) => void prompt.send(text, kind)}
      />
    ),
    parameters:
      shown === null || isApp ? null : (
        <Parameters
          parameters={shownView?.parameters ?? NO_PARAMETERS}
          versionKey={`${shown._id} ${hasStopped ? selected._id : ""}`}
          error={actionError}
          holds={holds.others}
          onDraft={(values, moved) => {
            const value = values[moved];
            if (value !== undefined) holds.hold(moved, value);
            void drafts.ask(values);
          }}
          onRelease={holds.release}
          onChange={(values) => void act(runParameters({ generationId: shown._id, values }))}
        />
      ),
    facts: isApp ? null : <Facts facts={shownView?.facts ?? null} timings={shownView?.timings ?? null} />,
    downloads: (
      <>
        {isApp ? (
          <>
            <LiveData
              threadId={threadId}
              title={title}
              code={appCode}
              canEdit={canEdit}
              version={shown === null ? null : { generationId: shown._id, number: shown.number }}
            />
            <AppDownloads title={title} fileName={fileNameOf(title)} code={appCode} />
          </>
        ) : (
          <Downloads
            workspaceId={workspaceId}
            generationId={shown?._id ?? null}
            links={links}
            code={code?.complete ? code.text : null}
            fileName={fileNameOf(title)}
          />
        )}
        {shown !== null && <ShareLinks key={`share-${shown._id}`} workspaceId={workspaceId} generationId={shown._id} />}
        {!isApp && (
          <ReleasePart
            workspaceId={workspaceId}
            threadId={threadId}
            title={title}
            version={shown === null ? null : { generationId: shown._id, number: shown.number }}
          />
        )}
        {shown !== null && <AddToSuite key={`suite-${shown._id}`} workspaceId={workspaceId} generationId={shown._id} />}
        {shown !== null && <GitHubExport workspaceId={workspaceId} generationId={shown._id} />}
      </>
    ),
    versions: (
      <VersionStrip
        workspaceId={workspaceId}
        versions={versions}
        selected={selected}
        canEdit={canEdit}
        isColumn={isPhone}
        onSelect={show}
        onFollow={follow}
        onBranch={(version) => {
          show(version);
          document.getElementById("prompt")?.focus();
        }}
        onCompare={
          isApp || partnerOf(versions, selected) === undefined
            ? null
            : (version) => {
                const partner = partnerOf(versions, version);
                if (partner !== undefined) compare(partner.number, version.number);
              }
        }
      />
    ),
    code: (
      <CodePanel
        key={selected._id}
        generationId={selected._id}
        code={code ?? null}
        canEdit={canEdit}
        fault={
          selected.error?.line === undefined ? null : { line: selected.error.line, message: selected.error.message }
        }
        logs={logs ?? []}
        onRun={(text) => act(runCode({ generationId: selected._id, text }))}
      />
    ),
  };
  const verdict = isVerdict && (
    <Verdict
      version={selected}
      lastGood={shown}
      onChoice={(text) => void prompt.send(text, kind)}
      onRunAgain={() => runAgain(selected)}
      onEditPrompt={() => {
        prompt.setText(selected.prompt);
        document.getElementById("prompt")?.focus();
      }}
      onOpenCode={() => setTab("code")}
      onShow={show}
    />
  );
  const together = (
    <Together
      threadId={threadId}
      versionNumber={selected.number}
      link={isApp ? null : viewLink}
      onVersion={(number) => open({ v: number })}
    />
  );
  const viewer = isApp ? (
    <PreviewRegion
      generationId={shown?._id ?? null}
      code={appCode}
      theme={theme}
      data={appData}
      chip={standInChip(shown, selected)}
      onFix={isRunning ? null : (text) => void prompt.send(text, kind)}
    >
      {verdict}
      {together}
    </PreviewRegion>
  ) : (
    <ViewerRegion
      shown={shown}
      selected={selected}
      modelUrl={links.find((link) => link.format === "glb")?.url ?? null}
      thumbnailUrl={links.find((link) => link.format === "png")?.url ?? null}
      theme={theme}
      draft={drafts.model}
      link={viewLink}
      pins={pinning.pins}
      onPin={pinning.open}
      onChosen={setChosen}
      {...(pinning.isPlacing && { onPlace: pinning.place })}
    >
      {verdict}
      {together}
    </ViewerRegion>
  );
  const composer = (
    <div className="composer">
      <PromptBox
        text={prompt.text}
        onText={prompt.setText}
        onSubmit={() => void prompt.send(prompt.text, kind, chosen?.reference)}
        chosen={
          chosen === null ? null : { title: chosen.title, text: chosen.reference.text, onRemove: () => setChosen(null) }
        }
        provider={prompt.provider}
        providers={prompt.providers}
        onProvider={prompt.setProvider}
        placeholder={isApp ? "Describe an app or a change" : "Describe a part or a change"}
        isSending={prompt.isSending}
        error={prompt.error}
        isOffline={prompt.isOffline}
        costHint={prompt.costHint}
      />
    </div>
  );
  const announcement = <LiveRegion text={announcementOf(selected, progress?.stage ?? selected.stage)} />;

  if (isPhone)
    return <NarrowThread {...{ title, tab, viewer, stageStrip, sections, composer, announcement }} onTab={setTab} />;
  const deskTab = tab === "code" ? "code" : "result";
  return (
    <>
      <main className="centre">
        <h1 className="hidden-visually">{title}</h1>
        {viewer}
        {stageStrip}
        {sections.versions}
        {composer}
        {announcement}
      </main>
      {!isPanelHidden && (
        <ThreadPanel tab={deskTab} onTab={setTab}>
          {deskTab === "code" ? (
            sections.code
          ) : (
            <>
              {sections.thread}
              {sections.comments}
              {sections.checks}
              {sections.parameters}
              {sections.facts}
              {sections.downloads}
            </>
          )}
        </ThreadPanel>
      )}
    </>
  );
}
