/** A picture of the model that goes, laid over the one that comes and faded out: nothing jumps. */
import { useRef } from "react";
import type { RefObject } from "react";
import { isDrawnInSoftware } from "./webgl";

const FADE_MS = 180;

/** @returns call it just before the next model is put on the stage */
export function useSwapFade(
  root: RefObject<HTMLElement | null>,
  canvas: RefObject<{ element: HTMLCanvasElement; drawNow(): void } | null>,
): () => void {
  const before = useRef<HTMLCanvasElement | null>(null);
  return () => {
    const source = canvas.current;
    const place = root.current;
    if (source === null || place === null || source.element.width === 0) return;
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    // The old model drawn once more, read back and blended ten times: without a card that is a second of waiting.
    if (isDrawnInSoftware()) return;
    // Drawn and read in one task: the canvas does not keep its picture longer.
    source.drawNow();
    const picture = document.createElement("canvas");
    picture.width = source.element.width;
    picture.height = source.element.height;
    picture.getContext("2d")?.drawImage(source.element, 0, 0);
    picture.className = "viewer-fade";
    picture.setAttribute("aria-hidden", "true");
    before.current?.remove();
    before.current = picture;
    place.append(picture);
    const fade = picture.animate({ opacity: [1, 0] }, { duration: FADE_MS, easing: "ease-out" });
    const end = () => picture.remove();
    fade.addEventListener("finish", end);
    fade.addEventListener("cancel", end);
  };
}
