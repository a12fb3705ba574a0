/**
 * Mouse, pen, touch and wheel on the canvas: turns, moves and scales the view, and tells clicks and hovering apart from drags.
 * Left drag turns, right or middle drag (or Shift) moves; one finger turns, two fingers move and scale.
 */
import { useEffect, useRef } from "react";
import type { RefObject } from "react";
import type { CameraRig } from "./cameraRig";
import { orbit, pan, zoom } from "./cameraView";

type Place = { x: number; y: number };

type Handlers = { onClick(at: Place): void; onHover(at: Place | null): void };

const CLICK_SLACK_PX = 4;
const RADIANS_PER_PX = 0.0085;

export function usePointerControl(element: RefObject<HTMLElement | null>, rig: CameraRig, handlers: Handlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });

  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const pointers = new Map<number, Place>();
    let pressed: (Place & { moved: boolean; isPan: boolean; canClick: boolean }) | null = null;

    const placeOf = (event: { clientX: number; clientY: number }): Place => {
      const box = target.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    const down = (event: PointerEvent) => {
      // Only the canvas itself: buttons and cards lie in the same wrapper.
      if (!(event.target instanceof HTMLCanvasElement)) return;
      target.setPointerCapture(event.pointerId);
      const place = placeOf(event);
      pointers.set(event.pointerId, place);
      const isPan = event.button === 1 || event.button === 2 || event.shiftKey;
      pressed = { ...place, moved: pointers.size > 1, isPan, canClick: event.button === 0 && pointers.size === 1 };
    };

    const move = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId);
      const place = placeOf(event);
      if (before === undefined) {
        if (pointers.size === 0) latest.current.onHover(event.target instanceof HTMLCanvasElement ? place : null);
        return;
      }
      if (pressed === null) return;
      if (!pressed.moved && Math.hypot(place.x - pressed.x, place.y - pressed.y) <= CLICK_SLACK_PX) return;
      pressed.moved = true;
      const { height } = rig.size;
      if (pointers.size === 1) {
        pointers.set(event.pointerId, place);
        const [dx, dy] = [place.x - before.x, place.y - before.y];
        rig.set(
          pressed.isPan ? pan(rig.view, dx, dy, height) : orbit(rig.view, -dx * RADIANS_PER_PX, dy * RADIANS_PER_PX),
        );
        return;
      }
      const other = [...pointers.entries()].find(([id]) => id !== event.pointerId)?.[1];
      pointers.set(event.pointerId, place);
      if (other === undefined) return;
      const [was, is] = [middleAndGap(before, other), middleAndGap(place, other)];
      const moved = pan(rig.view, is.x - was.x, is.y - was.y, height);
      rig.set(zoom(moved, is.gap / Math.max(was.gap, 1), is.x - rig.size.width / 2, is.y - height / 2, height));
    };

    const up = (event: PointerEvent) => {
      if (!pointers.delete(event.pointerId)) return;
      if (target.hasPointerCapture(event.pointerId)) target.releasePointerCapture(event.pointerId);
      if (event.type === "pointerup" && pressed !== null && pressed.canClick && !pressed.moved)
        latest.current.onClick(placeOf(event));
      if (pointers.size === 0) pressed = null;
    };

    const wheel = (event: WheelEvent) => {
      if (!(event.target instanceof HTMLCanvasElement)) return;
      event.preventDefault();
      const { x, y } = placeOf(event);
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
      // Pinching on a touchpad arrives as a wheel with Ctrl and small steps.
      const speed = event.ctrlKey ? 0.01 : 0.0014;
      const factor = Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * speed);
      rig.set(zoom(rig.destination, factor, x - rig.size.width / 2, y - rig.size.height / 2, rig.size.height));
    };

    const menu = (event: Event) => {
      if (event.target instanceof HTMLCanvasElement) event.preventDefault();
    };
    const leave = () => latest.current.onHover(null);

    target.addEventListener("pointerdown", down);
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", up);
    target.addEventListener("pointercancel", up);
    target.addEventListener("pointerleave", leave);
    target.addEventListener("wheel", wheel, { passive: false });
    target.addEventListener("contextmenu", menu);
    return () => {
      target.removeEventListener("pointerdown", down);
      target.removeEventListener("pointermove", move);
      target.removeEventListener("pointerup", up);
      target.removeEventListener("pointercancel", up);
      target.removeEventListener("pointerleave", leave);
      target.removeEventListener("wheel", wheel);
      target.removeEventListener("contextmenu", menu);
    };
  }, [element, rig]);
}

function middleAndGap(a: Place, b: Place): Place & { gap: number } {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, gap: Math.hypot(a.x - b.x, a.y - b.y) };
}
