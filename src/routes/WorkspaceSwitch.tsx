import { useMutation } from "convex/react";
import { ChevronDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api } from "../../convex/_generated/api";
import type { Entry } from "../app/useEntry";
import { plainErrorOf } from "../lib/errors";

/** The workspace's name in the top bar: opens the list of the person's workspaces, and makes a new one. */
export function WorkspaceSwitch(props: {
  current: Entry["workspaces"][number];
  workspaces: Entry["workspaces"];
  onChoose: (slug: string) => void;
}) {
  const { current, workspaces, onChoose } = props;
  const create = useMutation(api.workspaces.create);
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const place = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    if (!isOpen) return;
    const close = (event: Event) => {
      const isOutside = event.target instanceof Node && place.current?.contains(event.target) !== true;
      if (isOutside || (event instanceof KeyboardEvent && event.key === "Escape")) setIsOpen(false);
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, [isOpen]);

  const choose = (slug: string) => {
    setIsOpen(false);
    setName("");
    setProblem(null);
    onChoose(slug);
  };
  return (
    <span className="workspace-switch" ref={place}>
      <button
        type="button"
        className="button ghost"
        aria-label="Switch workspace"
        aria-expanded={isOpen}
        onClick={() => setIsOpen((open) => !open)}
      >
        {/* Named by what it does; which workspace this is, the page's title and the list say. */}
        <span className="workspace ellipsis" aria-hidden="true">
          {current.name}
        </span>
        <ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" />
      </button>
      {isOpen && (
        <div className="workspace-list">
          <ul className="plain-list" aria-label="Workspaces">
            {workspaces.map((workspace) => (
              <li key={workspace._id}>
                <button
                  type="button"
                  aria-current={workspace._id === current._id ? "true" : undefined}
                  onClick={() => choose(workspace.slug)}
                >
                  <span className="ellipsis">{workspace.name}</span>
                  <span className="quiet">{workspace.role}</span>
                </button>
              </li>
            ))}
          </ul>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              create({ name }).then(choose, (error: unknown) => setProblem(plainErrorOf(error).message));
            }}
          >
            <input
              aria-label="Name of a new workspace"
              placeholder="New workspace"
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <button type="submit" className="button" disabled={name.trim() === ""}>
              Make
            </button>
          </form>
          {problem !== null && (
            <p className="field-error" role="alert">
              {problem}
            </p>
          )}
        </div>
      )}
    </span>
  );
}
