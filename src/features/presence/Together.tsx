// Who else has this part open, over the viewer: what they look at, and following their camera.
import { useEffect, useState } from "react";
import { cameraText, sectionText, viewFromText, type SharedView, type ViewLink } from "../viewer/viewLink";
import { usePresence } from "./presenceContext";
import "./presence.css";

const SHOWN = 3;

export function Together(props: {
  threadId: string;
  versionNumber: number;
  /** Null where there is no camera, as for an app. */
  link: ViewLink | null;
  onVersion: (number: number) => void;
}) {
  const { threadId, versionNumber, link, onVersion } = props;
  const { page, others } = usePresence();
  const here = others.filter((other) => other.threadId === threadId);
  const [followedId, setFollowedId] = useState<string | null>(null);
  const followed = here.find((other) => other.pageId === followedId) ?? null;

  useEffect(() => {
    const tell = () => page.look({ threadId, versionNumber, ...(link?.view && { view: textOf(link.view) }) });
    tell();
    return link?.subscribe(tell);
  }, [page, threadId, versionNumber, link]);
  useEffect(() => () => page.look({}), [page]);

  const theirVersion = followed?.versionNumber ?? null;
  const theirView = followed?.view ?? null;
  useEffect(() => {
    if (theirVersion !== null && theirVersion !== versionNumber) onVersion(theirVersion);
    // What moves them is that person's own version, not a new function of ours.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [theirVersion]);
  useEffect(() => {
    if (theirView === null || link === null) return;
    const view = viewFromText(...cut(theirView));
    if (view !== null) link.set(view, "them");
  }, [theirView, link]);

  // Whoever takes the camera in hand follows no more.
  useEffect(() => {
    if (followedId === null) return;
    const stop = ({ target }: Event) => {
      if (target instanceof Element && target.closest("[role=application]") !== null) setFollowedId(null);
    };
    const hands = ["pointerdown", "wheel", "keydown"] as const;
    for (const hand of hands) window.addEventListener(hand, stop);
    return () => {
      for (const hand of hands) window.removeEventListener(hand, stop);
    };
  }, [followedId]);

  if (here.length === 0) return null;
  return (
    <ul className="together" aria-label="Looking at this part">
      {here.slice(0, SHOWN).map((other) => (
        <li className="chip" key={other.pageId}>
          {followed === other ? "Following " : ""}
          {other.userName}
          {other.versionNumber === null ? "" : ` looks at v${other.versionNumber}`} ·{" "}
          <button
            type="button"
            className="link"
            aria-pressed={followed === other}
            onClick={() => setFollowedId(followed === other ? null : other.pageId)}
          >
            {followed === other ? "Stop" : "Follow"}
            <span className="hidden-visually"> {other.userName}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function textOf(view: SharedView): string {
  const section = sectionText(view.section);
  return section === null ? cameraText(view) : `${cameraText(view)} ${section}`;
}

function cut(text: string): [string | undefined, string | undefined] {
  const [camera, section] = text.split(" ");
  return [camera, section];
}
