/** Pins on exact points of the part. They follow the camera without a React render for each frame. */
import { clsx } from "clsx";
import { useEffect, useRef } from "react";
import type { Vec3 } from "./cadModel";
import type { CameraRig } from "./cameraRig";

export type ViewerPin = {
  id: string;
  point: Vec3;
  /** Outwards from the face; null where it is not known. */
  normal: Vec3 | null;
  /** A CSS colour: who put it there. */
  color: string;
  /** Two letters. */
  label: string;
  /** The whole accessible name, for example "Comment by Ravi on face 9". */
  name: string;
  isResolved: boolean;
  isOpen?: boolean;
};

type Props = {
  rig: CameraRig;
  pins: readonly ViewerPin[];
  /** True where the part hides the point. */
  isHidden(point: Vec3): boolean;
  onOpen(id: string): void;
};

/** Looking for what hides a pin costs a ray each, so it waits until the camera rests. */
const REST_MS = 90;

export function PinLayer({ rig, pins, isHidden, onOpen }: Props) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const eachPin = (work: (element: HTMLElement, pin: ViewerPin) => void) =>
      root.current?.querySelectorAll<HTMLElement>("[data-pin]").forEach((element, i) => {
        const pin = pins[i];
        if (pin !== undefined) work(element, pin);
      });
    const place = () => {
      eachPin((element, pin) => {
        const { x, y, w } = rig.project(pin.point);
        element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
        element.style.visibility = w > 0 ? "" : "hidden";
      });
      clearTimeout(timer);
      timer = setTimeout(() => {
        eachPin((element, pin) => element.classList.toggle("is-behind", isHidden(pin.point)));
      }, REST_MS);
    };
    place();
    const stop = rig.onFrame(place);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [rig, pins, isHidden]);

  return (
    <div ref={root} className="viewer-pins">
      {pins.map((pin) => (
        <button
          key={pin.id}
          type="button"
          data-pin={pin.id}
          className={clsx("viewer-pin", pin.isResolved && "is-resolved", pin.isOpen === true && "is-open")}
          style={{ ["--pin" as string]: pin.color }}
          aria-label={pin.name}
          aria-expanded={pin.isOpen ?? false}
          onClick={() => onOpen(pin.id)}
        >
          <i aria-hidden="true" />
          <span aria-hidden="true" data-label={pin.label} />
        </button>
      ))}
    </div>
  );
}
