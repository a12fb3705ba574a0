/** Joins one viewer to a shared view: what is turned here is told, what comes from elsewhere is shown. */
import { useEffect, useRef } from "react";
import type { CameraRig, Projection } from "./cameraRig";
import type { Section } from "./sectionPlane";
import type { SharedView, ViewLink } from "./viewLink";

export type LinkedState = {
  projection: Projection;
  section: Section | null;
  setProjection(projection: Projection): void;
  setSection(section: Section | null): void;
};

export function useViewLink(link: ViewLink | undefined, rig: CameraRig, isReady: boolean, state: LinkedState): void {
  const latest = useRef(state);
  useEffect(() => {
    latest.current = state;
  });

  useEffect(() => {
    if (link === undefined) return;
    const heed = (view: SharedView, from: unknown) => {
      if (from === rig) return;
      if (view.projection !== rig.projection) {
        rig.setProjection(view.projection);
        latest.current.setProjection(view.projection);
      }
      if (view.section !== latest.current.section) latest.current.setSection(view.section);
      if (view.camera !== rig.view) rig.set(view.camera);
    };
    if (link.view !== null) heed(link.view, link);
    return link.subscribe(heed);
  }, [link, rig]);

  const { projection, section } = state;
  useEffect(() => {
    if (link === undefined || !isReady) return;
    // By identity: a view that came from the link goes back unchanged, and so ends there.
    const tell = () => {
      const known = link.view;
      if (known?.camera === rig.view && known.projection === projection && known.section === section) return;
      link.set({ camera: rig.view, projection, section }, rig);
    };
    return rig.onFrame(tell);
  }, [link, rig, isReady, projection, section]);
}
