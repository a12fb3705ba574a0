/** Light, ground shadow and grid: everything on the stage that is not the part. */
import { useThree } from "@react-three/fiber";
import { useEffect, useMemo, useRef, useState } from "react";
import type { DirectionalLight } from "three";
import { Color, Object3D, ShaderMaterial } from "three";
import type { Box } from "./cadModel";
import { boxDiagonal } from "./cadModel";
import type { CameraRig } from "./cameraRig";
import { basisOf } from "./cameraView";
import {
  aimHeadLight,
  aimKeyLight,
  redrawShadow,
  setColourUniforms,
  setStudio,
  setStudioIntensity,
  setUniforms,
} from "./stageSetup";
import type { StageTheme } from "./stageTheme";
import { createStudioTexture } from "./studioLight";

export function Surroundings({ rig, box, theme }: { rig: CameraRig; box: Box; theme: StageTheme }) {
  return (
    <>
      <Studio theme={theme} />
      <Lights rig={rig} box={box} theme={theme} />
      <Ground box={box} theme={theme} />
      <Grid box={box} theme={theme} />
    </>
  );
}

function Studio({ theme }: { theme: StageTheme }) {
  const scene = useThree((state) => state.scene);
  const [texture] = useState(createStudioTexture);
  useEffect(() => setStudio(scene, texture), [scene, texture]);
  useEffect(() => setStudioIntensity(scene, theme.environment), [scene, theme]);
  return null;
}

/** A key light from front left above that throws the shadow, and a faint one that goes with the camera. */
function Lights({ rig, box, theme }: { rig: CameraRig; box: Box; theme: StageTheme }) {
  const key = useRef<DirectionalLight>(null);
  const head = useRef<DirectionalLight>(null);
  const [target] = useState(() => new Object3D());
  const gl = useThree((state) => state.gl);

  useEffect(() => {
    if (key.current === null) return;
    aimKeyLight(key.current, target, middleOf(box), boxDiagonal(box) / 2);
    redrawShadow(gl);
  }, [gl, target, box]);

  useEffect(() => {
    const follow = () => {
      if (head.current !== null) aimHeadLight(head.current, basisOf(rig.view));
    };
    follow();
    return rig.onBeforeFrame(follow);
  }, [rig]);

  return (
    <>
      <primitive object={target} />
      <directionalLight
        ref={key}
        target={target}
        color="#fff2e6"
        intensity={theme.keyLight}
        castShadow
        shadow-mapSize={[1024, 1024]}
        shadow-radius={7}
      />
      <directionalLight ref={head} intensity={theme.headLight} />
    </>
  );
}

function Ground({ box, theme }: { box: Box; theme: StageTheme }) {
  const [x, y] = middleOf(box);
  const size = boxDiagonal(box) * 4;
  return (
    <mesh position={[x, y, box.min[2] - 0.0005 * size]} receiveShadow renderOrder={-1}>
      <planeGeometry args={[size, size]} />
      <shadowMaterial transparent opacity={theme.shadowOpacity} depthWrite={false} />
    </mesh>
  );
}

const GRID_VERTEX = /* glsl */ `
  varying vec2 vPlace;
  void main() {
    vec4 place = modelMatrix * vec4(position, 1.0);
    vPlace = place.xy;
    gl_Position = projectionMatrix * viewMatrix * place;
  }
`;

const GRID_FRAGMENT = /* glsl */ `
  uniform vec3 uLine;
  uniform vec3 uStrong;
  uniform float uStep;
  uniform float uFade;
  uniform float uOpacity;
  uniform vec2 uCentre;
  varying vec2 vPlace;

  // Part of the pixel that a line one pixel wide covers; lines nearer than some pixels melt away.
  float lines(float step) {
    vec2 cell = vPlace / step;
    vec2 width = max(fwidth(cell), vec2(1e-6));
    vec2 away = abs(fract(cell - 0.5) - 0.5) / width;
    vec2 covered = (1.0 - clamp(away, 0.0, 1.0)) * (1.0 - smoothstep(0.12, 0.4, width));
    return max(covered.x, covered.y);
  }

  void main() {
    float fade = 1.0 - smoothstep(0.15, 1.0, length(vPlace - uCentre) / uFade);
    float strong = lines(uStep * 5.0);
    float weak = lines(uStep);
    float alpha = max(strong, weak * 0.7) * fade * uOpacity;
    if (alpha < 0.004) discard;
    gl_FragColor = vec4(mix(uLine, uStrong, strong), alpha);
    #include <colorspace_fragment>
  }
`;

/** 20 mm between lines; ten times finer or coarser only for parts that 20 mm would not suit at all. */
export function gridStepMm(diagonalMm: number): number {
  if (diagonalMm < 15) return 2;
  return diagonalMm > 2500 ? 200 : 20;
}

/** Seen from above only: from below it would lie over the part. */
function Grid({ box, theme }: { box: Box; theme: StageTheme }) {
  const diagonal = boxDiagonal(box);
  const [x, y] = middleOf(box);
  const step = gridStepMm(diagonal);
  const fade = Math.max(diagonal * 2.4, step * 8);
  const material = useMemo(
    () =>
      new ShaderMaterial({
        vertexShader: GRID_VERTEX,
        fragmentShader: GRID_FRAGMENT,
        transparent: true,
        depthWrite: false,
        uniforms: {
          uLine: { value: new Color() },
          uStrong: { value: new Color() },
          uStep: { value: 20 },
          uFade: { value: 400 },
          uOpacity: { value: 1 },
          uCentre: { value: [0, 0] },
        },
      }),
    [],
  );
  useEffect(() => () => material.dispose(), [material]);
  useEffect(() => {
    setColourUniforms(material, { uLine: theme.gridLine, uStrong: theme.gridStrong });
    setUniforms(material, { uStep: step, uFade: fade, uOpacity: theme.gridOpacity, uCentre: [x, y] });
  }, [material, theme, step, fade, x, y]);
  return (
    <mesh position={[x, y, box.min[2] - 0.002 * diagonal]} material={material} renderOrder={-2}>
      <planeGeometry args={[fade * 2, fade * 2]} />
    </mesh>
  );
}

function middleOf(box: Box): [number, number, number] {
  return [(box.min[0] + box.max[0]) / 2, (box.min[1] + box.max[1]) / 2, (box.min[2] + box.max[2]) / 2];
}
