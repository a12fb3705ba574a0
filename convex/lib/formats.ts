/** File formats by their short names. Pure. */

const mimeTypes: Record<string, string> = {
  glb: "model/gltf-binary",
  "glb-preview": "model/gltf-binary",
  stl: "model/stl",
  step: "model/step",
  "3mf": "model/3mf",
  png: "image/png",
  svg: "image/svg+xml",
  dxf: "image/vnd.dxf",
  py: "text/x-python",
};

export function mimeType(format: string): string {
  return mimeTypes[format] ?? "application/octet-stream";
}

export function fileExtension(format: string): string {
  return format === "glb-preview" ? "glb" : format;
}
