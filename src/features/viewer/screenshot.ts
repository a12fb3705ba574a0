/** Saves what the viewer shows as a PNG: ground, part and dimension lines, without the tools. */
import type { StageTheme } from "./stageTheme";

/** Must run in the same task as the drawing of `canvas`: the browser clears it afterwards. */
export function composePicture(
  canvas: HTMLCanvasElement,
  overlay: SVGSVGElement | null,
  theme: StageTheme,
): HTMLCanvasElement {
  const picture = document.createElement("canvas");
  picture.width = canvas.width;
  picture.height = canvas.height;
  const context = picture.getContext("2d");
  if (context === null) return picture;
  const { width, height } = picture;
  const ground = context.createRadialGradient(
    width / 2,
    height * 0.38,
    0,
    width / 2,
    height * 0.38,
    Math.max(width, height) * 0.9,
  );
  ground.addColorStop(0, theme.canvasInner);
  ground.addColorStop(1, theme.canvasOuter);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  context.drawImage(canvas, 0, 0);
  if (overlay !== null) drawOverlay(context, overlay, width / Math.max(canvas.clientWidth, 1), theme);
  return picture;
}

export async function downloadPng(picture: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, "image/png"));
  if (blob === null) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Repeats the few SVG shapes of the overlay on the canvas; an SVG image would lose the page's fonts and colours. */
function drawOverlay(
  context: CanvasRenderingContext2D,
  overlay: SVGSVGElement,
  ratio: number,
  theme: StageTheme,
): void {
  context.save();
  context.scale(ratio, ratio);
  context.strokeStyle = theme.blue;
  for (const group of overlay.querySelectorAll("g")) {
    if (group.style.display === "none") continue;
    for (const path of group.querySelectorAll("path")) {
      const shape = new Path2D(path.getAttribute("d") ?? "");
      context.lineWidth = path.classList.contains("viewer-extension") ? 0.8 : 1.1;
      context.fillStyle = theme.blue;
      if (path.classList.contains("viewer-arrow")) context.fill(shape);
      context.stroke(shape);
    }
    const box = group.querySelector("rect");
    const text = group.querySelector("text");
    if (box === null || text === null) continue;
    const number = (element: Element, name: string) => Number(element.getAttribute(name));
    context.beginPath();
    context.roundRect(number(box, "x"), number(box, "y"), number(box, "width"), number(box, "height"), 5);
    context.fillStyle = theme.canvasInner;
    context.fill();
    context.stroke();
    context.fillStyle = theme.blue;
    context.font = "600 12px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(text.textContent ?? "", number(text, "x"), number(text, "y"));
  }
  context.restore();
}
