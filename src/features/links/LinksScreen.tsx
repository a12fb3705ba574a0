import { useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState, type FormEvent } from "react";
import { api } from "../../../convex/_generated/api";
import { frameRights, linkPermissions, type LinkPermission } from "../../../convex/lib/links";
import { GridTable, type GridColumn } from "../../components/ui/GridTable";
import { plainErrorOf } from "../../lib/errors";
import { useAreaPath } from "../../routes/useAreaPath";
import { useWorkspace } from "../../routes/workspaceContext";
import "./links.css";

type Link = FunctionReturnType<typeof api.links.list>[number];

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Pages of others beside the workspace's own: `/links/<id>` opens one in its frame. */
export function LinksScreen() {
  const { workspace } = useWorkspace();
  const { pieces, open } = useAreaPath("links");
  const isEditable = workspace.role === "owner" || workspace.role === "editor";
  const links = useQuery(api.links.list, { workspaceId: workspace._id });
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
      id: "allowed",
      head: "Allowed",
      width: "minmax(120px, 0.8fr)",
      text: (link) => (link.permissions.length === 0 ? "nothing more" : link.permissions.join(", ")),
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
          {permission}
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
  return (
    <main className="page links link-open">
      <header>
        <button type="button" className="link" onClick={onBack}>
          Links
        </button>
        <h1>{link.name}</h1>
        <p className="quiet">A page that refuses frames stays empty here.</p>
        <a className="button" href={link.url} target="_blank" rel="noopener noreferrer">
          Open in a tab
        </a>
      </header>
      <iframe title={link.name} src={link.url} sandbox={sandbox} allow={allow} referrerPolicy="no-referrer" />
    </main>
  );
}
