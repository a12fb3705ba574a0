/** The WebGL canvas. Draws only when something changed; reports what each frame cost on `onFrame`. */
import { Canvas, useFrame, useThree } from "@react-three/fiber";
import { useEffect, useState } from "react";
import { NeutralToneMapping, PCFShadowMap } from "three";
import type { Box } from "./cadModel";
import { boxDiagonal } from "./cadModel";
import type { CameraRig } from "./cameraRig";
import type { ModelObjects } from "./modelObjects";
import type { Highlight, SurfaceMode } from "./Part";
import { Part } from "./Part";
import type { Section } from "./sectionPlane";
import type { StageTheme } from "./stageTheme";
import { Surroundings } from "./Surroundings";
import { Tint, type TintedShape } from "./Tint";

export type FrameCost = { geometries: number; textures: number; triangles: number; drawCalls: number };

export type StageProps = {
  rig: CameraRig;
  objects: ModelObjects | null;
  mode: SurfaceMode;
  section: Section | null;
  highlights: readonly Highlight[];
  theme: StageTheme;
  tints: readonly TintedShape[];
  onFrame(cost: FrameCost): void;
  onContextLost(): void;
  onContextRestored(): void;
  /** Gives out a way to draw a frame now and read it in the same task, for the screenshot. */
  onCanvas(canvas: HTMLCanvasElement, drawNow: () => void): void;
};

const EMPTY_BOX: Box = { min: [-60, -60, 0], max: [60, 60, 40] };

export function Stage(props: StageProps) {
  const { rig, objects, theme } = props;
  return (
    <Canvas
      frameloop="demand"
      dpr={[1, 2]}
      shadows="percentage"
      gl={{ antialias: true, alpha: true, stencil: true, powerPreference: "high-performance" }}
      onCreated={({ gl }) => {
        gl.localClippingEnabled = true;
        gl.toneMapping = NeutralToneMapping;
        gl.shadowMap.type = PCFShadowMap;
        gl.shadowMap.autoUpdate = false;
        gl.shadowMap.needsUpdate = true;
        gl.info.autoReset = false;
      }}
    >
      <Surroundings rig={rig} box={objects?.model.box ?? EMPTY_BOX} theme={theme} />
      {objects !== null && (
        <Part objects={objects} mode={props.mode} section={props.section} highlights={props.highlights} theme={theme} />
      )}
      {props.tints.map((shape) => (
        <Tint key={shape.key} shape={shape} color={theme[shape.tone]} />
      ))}
      <FrameLoop {...props} />
    </Canvas>
  );
}

/** Takes over drawing from fiber, because both cameras are ours. Mounted last, so its effects see the finished stage. */
function FrameLoop({ rig, objects, onFrame, onContextLost, onContextRestored, onCanvas, ...drawn }: StageProps) {
  const gl = useThree((state) => state.gl);
  const scene = useThree((state) => state.scene);
  const size = useThree((state) => state.size);
  const invalidate = useThree((state) => state.invalidate);
  const [draw] = useState(() => () => {
    rig.apply();
    gl.info.reset();
    gl.render(scene, rig.camera);
  });

  useFrame(() => {
    if (rig.step(performance.now())) invalidate();
    draw();
    const { memory, render } = gl.info;
    onFrame({
      geometries: memory.geometries,
      textures: memory.textures,
      triangles: render.triangles,
      drawCalls: render.calls,
    });
    rig.frameDrawn();
  }, 1);

  useEffect(() => rig.onChange(invalidate), [rig, invalidate]);
  useEffect(() => invalidate(), [size, invalidate]);
  useEffect(() => {
    rig.setSceneRadius(objects === null ? 1000 : boxDiagonal(objects.model.box) * 3.5 + 200);
    invalidate();
  }, [rig, objects, invalidate]);
  useEffect(() => invalidate(), [drawn.mode, drawn.section, drawn.highlights, drawn.theme, drawn.tints, invalidate]);

  useEffect(() => {
    const canvas = gl.domElement;
    const lost = () => onContextLost();
    const restored = () => {
      gl.shadowMap.needsUpdate = true;
      onContextRestored();
      invalidate();
    };
    canvas.addEventListener("webglcontextlost", lost);
    canvas.addEventListener("webglcontextrestored", restored);
    onCanvas(canvas, draw);
    return () => {
      canvas.removeEventListener("webglcontextlost", lost);
      canvas.removeEventListener("webglcontextrestored", restored);
    };
  }, [gl, draw, invalidate, onCanvas, onContextLost, onContextRestored]);
  return null;
}
