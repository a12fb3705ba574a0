/** The part on the stage: surface, CAD edges, the chosen faces and edges, and the cut face while a section is on. */
import { useThree } from "@react-three/fiber";
import { useEffect, useMemo } from "react";
import type { Side } from "three";
import {
  AlwaysStencilFunc,
  BackSide,
  Color,
  DecrementWrapStencilOp,
  DoubleSide,
  FrontSide,
  IncrementWrapStencilOp,
  NotEqualStencilFunc,
  Plane,
  ReplaceStencilOp,
  ShaderMaterial,
  Vector3,
} from "three";
import { LineMaterial } from "three/examples/jsm/lines/LineMaterial.js";
import { LineSegments2 } from "three/examples/jsm/lines/LineSegments2.js";
import { boxDiagonal } from "./cadModel";
import type { FaceRange } from "./cadModel";
import type { ModelObjects } from "./modelObjects";
import { createFaceGeometry, createLines } from "./modelObjects";
import type { Section } from "./sectionPlane";
import { sectionOffset, sectionOutline } from "./sectionPlane";
import type { LineStyle } from "./stageSetup";
import { redrawShadow, setColourUniforms, setUniforms, styleLines } from "./stageSetup";
import type { StageTheme } from "./stageTheme";

/** How the surface and its edges are drawn; the key W goes round. */
export type SurfaceMode = "edges" | "wireframe" | "xray" | "plain";

export type Highlight = { key: string; face: FaceRange | null; lines: Float32Array; isHover: boolean };

type Props = {
  objects: ModelObjects;
  mode: SurfaceMode;
  section: Section | null;
  highlights: readonly Highlight[];
  theme: StageTheme;
};

export function Part({ objects, mode, section, highlights, theme }: Props) {
  const gl = useThree((state) => state.gl);
  const planes = useClippingPlanes(objects, section);
  const isSolid = mode === "edges" || mode === "plain";

  useEffect(() => {
    redrawShadow(gl);
  }, [gl, objects, isSolid, section]);

  const bareMesh = mode === "wireframe" && objects.edges === null;
  return (
    <>
      <mesh
        // Changing what a material can do needs another shader, so each way of drawing has a material of its own.
        key={`${mode}-${section === null}`}
        geometry={objects.surface}
        visible={mode !== "wireframe" || bareMesh}
        castShadow={isSolid}
        receiveShadow={isSolid}
        renderOrder={mode === "xray" ? 2 : 0}
      >
        <meshStandardMaterial
          color={bareMesh ? theme.bareEdge : theme.part}
          metalness={0.28}
          roughness={0.5}
          side={DoubleSide}
          wireframe={bareMesh}
          transparent={mode === "xray"}
          opacity={mode === "xray" ? 0.3 : 1}
          depthWrite={mode !== "xray"}
          polygonOffset
          polygonOffsetFactor={1}
          polygonOffsetUnits={1}
          clippingPlanes={planes}
          clipShadows
        />
      </mesh>
      {objects.edges !== null && mode !== "plain" && (
        <Lines
          geometry={objects.edges}
          color={isSolid ? theme.edge : theme.bareEdge}
          width={1}
          opacity={isSolid ? 0.85 : 0.8}
          planes={planes}
          order={3}
        />
      )}
      {section !== null && isSolid && <Cut objects={objects} section={section} planes={planes} theme={theme} />}
      {highlights.map((highlight) => (
        <HighlightView key={highlight.key} highlight={highlight} objects={objects} planes={planes} theme={theme} />
      ))}
    </>
  );
}

/** The planes as three.js wants them: it keeps the side the normal points to. */
function useClippingPlanes(objects: ModelObjects, section: Section | null): Plane[] {
  return useMemo(() => {
    if (section === null) return [];
    const sign = section.isFlipped ? 1 : -1;
    const normal = new Vector3();
    normal.setComponent(section.axis, sign);
    return [new Plane(normal, -sign * sectionOffset(section, objects.model.box))];
  }, [objects, section]);
}

type LinesProps = Omit<LineStyle, "isOnTop"> & {
  geometry: ReturnType<typeof createLines>;
  order: number;
  isOnTop?: boolean;
};

function Lines({ geometry, color, width, opacity, planes, order, isOnTop = false }: LinesProps) {
  const lines = useMemo(() => {
    const material = new LineMaterial({ transparent: true, depthWrite: false });
    const object = new LineSegments2(geometry, material);
    // The bounding sphere of instanced lines costs a pass over every point, and a part is nearly always in view.
    object.frustumCulled = false;
    object.raycast = () => {};
    return object;
  }, [geometry]);
  useEffect(() => () => lines.material.dispose(), [lines]);
  useEffect(() => {
    styleLines(lines.material, { color, width, opacity, planes, isOnTop });
  }, [lines, color, width, opacity, planes, isOnTop]);
  return <primitive object={lines} renderOrder={order} />;
}

function HighlightView({
  highlight,
  objects,
  planes,
  theme,
}: {
  highlight: Highlight;
  objects: ModelObjects;
  planes: Plane[];
  theme: StageTheme;
}) {
  const face = useMemo(
    () => (highlight.face === null ? null : createFaceGeometry(objects.surface, highlight.face)),
    [objects, highlight.face],
  );
  const lines = useMemo(() => (highlight.lines.length > 0 ? createLines(highlight.lines) : null), [highlight.lines]);
  useEffect(() => () => face?.dispose(), [face]);
  useEffect(() => () => lines?.dispose(), [lines]);
  return (
    <>
      {face !== null && (
        <mesh geometry={face} renderOrder={4}>
          <meshBasicMaterial
            color={theme.blue}
            transparent
            opacity={highlight.isHover ? 0.1 : 0.22}
            depthWrite={false}
            side={DoubleSide}
            toneMapped={false}
            clippingPlanes={planes}
          />
        </mesh>
      )}
      {lines !== null && (
        <Lines
          geometry={lines}
          color={theme.blue}
          width={highlight.isHover ? 1.2 : 1.6}
          opacity={1}
          planes={planes}
          order={5}
          isOnTop
        />
      )}
    </>
  );
}

const CUT_VERTEX = /* glsl */ `
  void main() {
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }
`;

const CUT_FRAGMENT = /* glsl */ `
  uniform vec3 uBase;
  uniform vec3 uHatch;
  uniform float uPixelRatio;
  void main() {
    float place = (gl_FragCoord.x + gl_FragCoord.y) / uPixelRatio / 7.0;
    float away = abs(fract(place) - 0.5) * 7.0;
    gl_FragColor = vec4(mix(uHatch, uBase, smoothstep(0.3, 1.1, away)), 1.0);
    #include <colorspace_fragment>
  }
`;

/**
 * Closes the cut: back faces count up and front faces down in the stencil, so what stays above zero is inside the part.
 * The hatch keeps its size on the screen, as on a drawing.
 */
function Cut({
  objects,
  section,
  planes,
  theme,
}: {
  objects: ModelObjects;
  section: Section;
  planes: Plane[];
  theme: StageTheme;
}) {
  const pixelRatio = useThree((state) => state.viewport.dpr);
  const offset = sectionOffset(section, objects.model.box);
  const size = boxDiagonal(objects.model.box) * 1.1;
  const { min, max } = objects.model.box;
  const place: [number, number, number] = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
  place[section.axis] = offset;
  const outline = useMemo(() => {
    const segments = sectionOutline(objects.model, section.axis, offset);
    return segments.length > 0 ? createLines(segments) : null;
  }, [objects, section.axis, offset]);
  useEffect(() => () => outline?.dispose(), [outline]);
  const material = useMemo(
    () =>
      new ShaderMaterial({
        vertexShader: CUT_VERTEX,
        fragmentShader: CUT_FRAGMENT,
        uniforms: { uBase: { value: new Color() }, uHatch: { value: new Color() }, uPixelRatio: { value: 1 } },
        side: DoubleSide,
        stencilWrite: true,
        stencilRef: 0,
        stencilFunc: NotEqualStencilFunc,
        stencilFail: ReplaceStencilOp,
        stencilZFail: ReplaceStencilOp,
        stencilZPass: ReplaceStencilOp,
      }),
    [],
  );
  useEffect(() => () => material.dispose(), [material]);
  useEffect(() => {
    setColourUniforms(material, { uBase: theme.cut, uHatch: theme.hatch });
    setUniforms(material, { uPixelRatio: pixelRatio });
  }, [material, theme, pixelRatio]);
  const turn: [number, number, number] =
    section.axis === 0 ? [0, Math.PI / 2, 0] : section.axis === 1 ? [Math.PI / 2, 0, 0] : [0, 0, 0];
  return (
    <>
      <StencilCount objects={objects} planes={planes} side={BackSide} />
      <StencilCount objects={objects} planes={planes} side={FrontSide} />
      <mesh
        position={place}
        rotation={turn}
        material={material}
        renderOrder={1.5}
        onAfterRender={(renderer) => renderer.clearStencil()}
      >
        <planeGeometry args={[size, size]} />
      </mesh>
      {outline !== null && (
        <Lines geometry={outline} color={theme.edge} width={1.4} opacity={1} planes={[]} order={3} isOnTop />
      )}
    </>
  );
}

function StencilCount({ objects, planes, side }: { objects: ModelObjects; planes: Plane[]; side: Side }) {
  const operation = side === BackSide ? IncrementWrapStencilOp : DecrementWrapStencilOp;
  return (
    <mesh geometry={objects.surface} renderOrder={1}>
      <meshBasicMaterial
        side={side}
        depthWrite={false}
        depthTest={false}
        colorWrite={false}
        stencilWrite
        stencilFunc={AlwaysStencilFunc}
        stencilFail={operation}
        stencilZFail={operation}
        stencilZPass={operation}
        clippingPlanes={planes}
      />
    </mesh>
  );
}
