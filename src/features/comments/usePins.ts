// The places of comments on the part: those that are there, the open one, and the one being chosen for a new comment.
import { usePaginatedQuery } from "convex/react";
import { useMemo, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { Anchor } from "../../../convex/lib/peopleValidators";
import { initialsOf } from "../../lib/format";
import { personColour } from "../../lib/personColour";
import type { ViewerPin } from "../viewer/PinLayer";
import type { PickedPlace } from "../viewer/useSelection";
import type { ViewLink } from "../viewer/viewLink";
import { cameraOf, viewOf } from "./anchorView";

export const COMMENTS_PAGE = 30;

export type Pinning = {
  pins: readonly ViewerPin[];
  /** The comment whose pin was opened. */
  openId: string | null;
  open: (id: string) => void;
  isPlacing: boolean;
  setPlacing: (isPlacing: boolean) => void;
  place: (place: PickedPlace) => void;
  /** Where the comment that is being written will be. */
  draft: Anchor | null;
  clear: () => void;
};

export function usePins(generationId: Id<"generations"> | null, link: ViewLink): Pinning {
  const { results } = usePaginatedQuery(api.comments.list, generationId === null ? "skip" : { generationId }, {
    initialNumItems: COMMENTS_PAGE,
  });
  const [openId, setOpenId] = useState<string | null>(null);
  const [isPlacing, setPlacing] = useState(false);
  const [draft, setDraft] = useState<Anchor | null>(null);

  const pins = useMemo(
    () => [
      ...results.flatMap(({ _id, anchor, authorName, resolvedBy }) =>
        anchor === null
          ? []
          : [pinOf(anchor, _id, authorName, `Comment by ${authorName}`, resolvedBy !== null, _id === openId)],
      ),
      ...(draft === null ? [] : [pinOf(draft, "draft", "New", "Place of the new comment", false, true)]),
    ],
    [results, draft, openId],
  );

  const open = (id: string) => {
    const anchor = results.find(({ _id }) => _id === id)?.anchor;
    if (anchor === null || anchor === undefined) return;
    setOpenId(id);
    const section = link.view?.section ?? null;
    const projection = link.view?.projection ?? "perspective";
    if (anchor.camera !== undefined) link.set({ camera: viewOf(anchor.camera), projection, section }, "pin");
    document.getElementById(`comment-${id}`)?.focus();
  };
  const place = ({ point, normal, faceId }: PickedPlace) => {
    setDraft({
      point: xyz(point),
      normal: xyz(normal),
      ...(faceId === null ? {} : { faceId }),
      ...(link.view === null ? {} : { camera: cameraOf(link.view.camera) }),
    });
    setPlacing(false);
  };
  return { pins, openId, open, isPlacing, setPlacing, place, draft, clear: () => setDraft(null) };
}

function pinOf(
  { point, normal, faceId }: Anchor,
  id: string,
  author: string,
  name: string,
  isResolved: boolean,
  isOpen: boolean,
): ViewerPin {
  return {
    id,
    point: [point.x, point.y, point.z],
    normal: [normal.x, normal.y, normal.z],
    color: personColour(author),
    label: initialsOf(author),
    name: faceId === undefined ? name : `${name} on face ${faceId}`,
    isResolved,
    isOpen,
  };
}

const xyz = ([x, y, z]: readonly [number, number, number]) => ({ x, y, z });
