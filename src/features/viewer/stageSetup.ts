/** Changes on three.js objects that live longer than a render. Kept out of components, which must not change what they are given. */
import type { DirectionalLight, Object3D, Plane, Scene, ShaderMaterial, Texture, WebGLRenderer } from "three";
import type { LineMaterial } from "three/examples/jsm/lines/LineMaterial.js";
import type { Vec3 } from "./cadModel";
import type { Basis } from "./cameraView";

/** The shadow is drawn only when asked, because the light stands still. */
export function redrawShadow(gl: WebGLRenderer): void {
  gl.shadowMap.needsUpdate = true;
}

/** Lights the scene by a picture of a room. Returns the way to take it away again. */
export function setStudio(scene: Scene, texture: Texture): () => void {
  scene.environment = texture;
  // The picture has Y up, the scene Z up.
  scene.environmentRotation.set(Math.PI / 2, 0, 0);
  return () => {
    scene.environment = null;
    texture.dispose();
  };
}

export function setStudioIntensity(scene: Scene, intensity: number): void {
  scene.environmentIntensity = intensity;
}

/** Places the key light front left above a part and gives its shadow room on the ground. */
export function aimKeyLight(light: DirectionalLight, target: Object3D, centre: Vec3, radius: number): void {
  const [x, y, z] = centre;
  target.position.set(x, y, z);
  target.updateMatrixWorld();
  light.position.set(x - radius * 1.5, y - radius * 1.1, z + radius * 3);
  const reach = radius * 1.15;
  const { shadow } = light;
  Object.assign(shadow.camera, {
    left: -reach,
    right: reach,
    top: reach,
    bottom: -reach,
    near: radius * 1.5,
    far: radius * 6,
  });
  shadow.camera.updateProjectionMatrix();
  shadow.normalBias = radius * 0.006;
  shadow.bias = -0.0006;
}

/** Puts the light that goes with the camera a little left above it. */
export function aimHeadLight(light: DirectionalLight, { right, up, toCamera }: Basis): void {
  const part = (i: 0 | 1 | 2) => toCamera[i] - right[i] * 0.4 + up[i] * 0.5;
  light.position.set(part(0), part(1), part(2));
}

export function setUniforms(material: ShaderMaterial, values: Record<string, number | readonly number[]>): void {
  for (const [name, value] of Object.entries(values)) {
    const uniform = material.uniforms[name];
    if (uniform !== undefined) uniform.value = value;
  }
}

/** The uniforms must hold three.js colours. */
export function setColourUniforms(material: ShaderMaterial, colours: Record<string, string>): void {
  for (const [name, colour] of Object.entries(colours)) material.uniforms[name]?.value.set(colour);
}

export type LineStyle = {
  color: string;
  /** CSS pixels. */
  width: number;
  opacity: number;
  planes: Plane[];
  /** Lines that lie on other lines are pulled towards the eye. */
  isOnTop: boolean;
};

export function styleLines(material: LineMaterial, { color, width, opacity, planes, isOnTop }: LineStyle): void {
  material.color.set(color);
  material.linewidth = width;
  material.opacity = opacity;
  material.clipping = planes.length > 0;
  material.clippingPlanes = planes;
  material.polygonOffset = isOnTop;
  material.polygonOffsetFactor = isOnTop ? -2 : 0;
  material.polygonOffsetUnits = isOnTop ? -2 : 0;
  material.needsUpdate = true;
}
