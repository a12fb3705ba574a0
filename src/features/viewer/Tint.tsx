/** A shape in one colour over the part: what a comparison found added or removed. */
import { useEffect, useMemo } from "react";
import { DoubleSide } from "three";
import { parseGlb } from "./glb";
import { createModelObjects } from "./modelObjects";

export type TintTone = "added" | "removed";
export type TintedShape = { key: string; glb: ArrayBuffer; tone: TintTone };

export function Tint({ shape, color }: { shape: TintedShape; color: string }) {
  const objects = useMemo(() => readShape(shape.glb), [shape.glb]);
  useEffect(() => () => objects?.dispose(), [objects]);
  if (objects === null) return null;
  return (
    <mesh geometry={objects.surface} renderOrder={4}>
      <meshStandardMaterial
        color={color}
        metalness={0.1}
        roughness={0.6}
        side={DoubleSide}
        // Added and removed faces often lie on faces of the part itself: ours are seen.
        polygonOffset
        polygonOffsetFactor={-1}
        polygonOffsetUnits={-1}
      />
    </mesh>
  );
}

/** Null for a file that cannot be read: the part itself and the figures are still worth seeing. */
function readShape(glb: ArrayBuffer) {
  try {
    return createModelObjects(parseGlb(glb));
  } catch (cause) {
    console.warn("viewer: a compared shape could not be read", cause);
    return null;
  }
}
