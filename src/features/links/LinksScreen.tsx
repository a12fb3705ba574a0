import { useAction, useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useEffect, useState, type FormEvent } from "react";
import { api } from "../../../convex/_generated/api";
import { frameRights, linkPermissions, type LinkPermission } from "../../../convex/lib/links";
import { GridTable, type GridColumn } from "../../components/ui/GridTable";
import { plainErrorOf } from "../../lib/errors";
import { useAreaPath } from "../../routes/useAreaPath";
import { useWorkspace } from "../../routes/workspaceContext";
import "./links.css";

type Link = FunctionReturnType<typeof api.links.list>[number];

/** While somebody looks, this often; the backend asks each address at most every 30 s. */
const ASK_EVERY_MS = 60_000;

const PERMISSION_WORDS: Record<LinkPermission, string> = {
  camera: "camera",
  microphone: "microphone",
  "display-capture": "screen sharing",
  "clipboard-write": "writing to the clipboard",
};

const STATE_WORDS: Record<NonNullable<Link["status"]>["state"], string> = {
  open: "answers",
  unframed: "answers, no frames",
  error: "error",
  away: "no answer",
  not_asked: "not asked",
};

/** Has the backend ask the addresses while this page is in view. */
function useProbe(workspaceId: string, count: number): void {
  const probe = useAction(api.links.probe);
  useEffect(() => {
    if (count === 0) return;
    const ask = () => {
      // A list without an answer shows what was known; the next round asks again.
      if (!document.hidden) void probe({ workspaceId, origin: location.origin }).catch(() => undefined);
    };
    ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [probe, workspaceId, count]);
}

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Pages of others beside the workspace's own: `/links/<id>` opens one in its frame. */
export function LinksScreen() {
  const { workspace } = useWorkspace();
  const { pieces, open } = useAreaPath("links");
  const isEditable = workspace.role === "owner" || workspace.role === "editor";
  const links = useQuery(api.links.list, { workspaceId: workspace._id });
  useProbe(workspace._id, links?.length ?? 0);
  const update = useMutation(api.links.update);
  const remove = useMutation(api.links.remove);
  const [linkId] = pieces;
  const opened = linkId === undefined ? null : (links?.find(({ _id }) => _id === linkId) ?? null);
  if (opened !== null) return <OpenLink link={opened} onBack={() => open()} />;
  const columns: GridColumn<Link>[] = [
    {
      id: "name",
      head: "Name",
      width: "minmax(140px, 0.8fr)",
      text: (link) => link.name,
      edit: (link, name) => update({ workspaceId: workspace._id, linkId: link._id, name }),
    },
    {
      id: "url",
      head: "Address",
      width: "minmax(200px, 1.4fr)",
      text: (link) => link.url,
      edit: (link, url) => update({ workspaceId: workspace._id, linkId: link._id, url }),
    },
    {
      id: "status",
      head: "Status",
      width: "minmax(110px, 0.6fr)",
      text: ({ status }) => (status === undefined ? "" : `${STATE_WORDS[status.state]}. ${status.detail}`),
      show: ({ status }) =>
        status === undefined ? null : (
          <span className={status.state === "open" ? undefined : "quiet"} title={status.detail}>
            {STATE_WORDS[status.state]}
          </span>
        ),
    },
    {
      id: "allowed",
      head: "Allowed",
      width: "minmax(120px, 0.8fr)",
      text: (link) =>
        link.permissions.length === 0
          ? "nothing more"
          : link.permissions.map((permission) => PERMISSION_WORDS[permission]).join(", "),
    },
    { id: "created", head: "Created", width: "110px", text: (link) => day(link._creationTime) },
    { id: "by", head: "By", width: "130px", text: (link) => link.authorName },
    {
      id: "open",
      head: "",
      width: "70px",
      text: () => "Open",
      show: () => <span className="link">Open</span>,
    },
  ];
  return (
    <main className="page links">
      <h1>Links</h1>
      {isEditable && <AddLink workspaceId={workspace._id} />}
      {workspace.role === "owner" && (links?.length ?? 0) > 0 && <Origins workspaceId={workspace._id} />}
      <GridTable
        name="Links"
        rows={links ?? []}
        columns={columns}
        isEditable={isEditable}
        empty={
          links === undefined ? "" : "No links yet. Add a page that the team works on: a call, a board, a dashboard."
        }
        onOpen={(link) => open(link._id)}
        onRemove={(link) => remove({ workspaceId: workspace._id, linkId: link._id })}
      />
    </main>
  );
}

function AddLink({ workspaceId }: { workspaceId: string }) {
  const create = useMutation(api.links.create);
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [permissions, setPermissions] = useState<readonly LinkPermission[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await create({ workspaceId, name, url, permissions: [...permissions] });
      setName("");
      setUrl("");
      setProblem(null);
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    }
  };
  return (
    <form className="add-link" onSubmit={(event) => void add(event)}>
      <input
        aria-label="Name"
        placeholder="Name"
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <input
        aria-label="Address"
        placeholder="https://"
        required
        value={url}
        onChange={(event) => setUrl(event.target.value)}
      />
      {linkPermissions.map((permission) => (
        <label key={permission}>
          <input
            type="checkbox"
            checked={permissions.includes(permission)}
            onChange={(event) =>
              setPermissions(
                event.target.checked ? [...permissions, permission] : permissions.filter((each) => each !== permission),
              )
            }
          />
          {PERMISSION_WORDS[permission]}
        </label>
      ))}
      <button type="submit" className="button">
        Add link
      </button>
      {problem !== null && (
        <p role="alert" className="is-bad">
          {problem}
        </p>
      )}
    </form>
  );
}

function OpenLink({ link, onBack }: { link: Link; onBack: () => void }) {
  const { sandbox, allow } = frameRights(link.url, location.origin, link.permissions);
  const [isLoaded, setIsLoaded] = useState(false);
  return (
    <main className="page links link-open">
      <header>
        <button type="button" className="link" onClick={onBack}>
          Links
        </button>
        <h1>{link.name}</h1>
        <p className="quiet">
          {link.status === undefined || link.status.state === "open"
            ? isLoaded
              ? "A page that refuses frames stays empty here."
              : "It has not answered yet."
            : link.status.detail}
        </p>
        <a className="button" href={link.url} target="_blank" rel="noopener noreferrer">
          Open in a tab
        </a>
      </header>
      {link.status?.state === "unframed" ? (
        <p className="empty-note">Open it in a tab: this page lets no other page frame it.</p>
      ) : (
        <iframe
          title={link.name}
          src={link.url}
          sandbox={sandbox}
          allow={allow}
          referrerPolicy="no-referrer"
          onLoad={() => setIsLoaded(true)}
        />
      )}
    </main>
  );
}

/** Origins in the backend's own network that it may ask. For owners. */
function Origins({ workspaceId }: { workspaceId: string }) {
  const origins = useQuery(api.links.origins, { workspaceId });
  const allow = useMutation(api.links.allowOrigin);
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const set = async (origin: string, isAllowed: boolean) => {
    try {
      await allow({ workspaceId, origin, isAllowed });
      setText("");
      setProblem(null);
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    }
  };
  return (
    <form
      className="add-link"
      aria-label="Private origins"
      onSubmit={(event) => {
        event.preventDefault();
        void set(text, true);
      }}
    >
      <span className="quiet">Status of private addresses is asked for:</span>
      {origins?.map((origin) => (
        <button key={origin} type="button" className="button ghost" onClick={() => void set(origin, false)}>
          {origin} <span aria-hidden="true">×</span>
          <span className="hidden-visually">, no longer</span>
        </button>
      ))}
      {origins?.length === 0 && <span className="quiet">none</span>}
      <input
        aria-label="Private origin"
        placeholder="http://192.168.1.20:3000"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button" disabled={text.trim() === ""}>
        Allow
      </button>
      {problem !== null && (
        <p role="alert" className="is-bad">
          {problem}
        </p>
      )}
    </form>
  );
}
