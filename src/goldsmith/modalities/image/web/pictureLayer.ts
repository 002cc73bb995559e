/** Draws one decoded picture under everything, in the very frame that asks for it. */
import Layer from "ol/layer/Layer.js";
import { layerCanvas } from "./layerCanvas";

/** From this magnification on a person wants to see pixels, not a blur. */
const PIXELATED_FROM = 3;

export function pictureLayer(picture: CanvasImageSource): Layer {
  const { frame: element, canvas } = layerCanvas();
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  return new Layer({
    render(frame) {
      if (!frame) return element;
      const { pixelRatio, size, viewState } = frame;
      const [width, height] = size as [number, number];
      const [centerX, centerY] = viewState.center as [number, number];
      const scale = pixelRatio / viewState.resolution;
      fitCanvas(canvas, Math.round(width * pixelRatio), Math.round(height * pixelRatio));
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingEnabled = scale < PIXELATED_FROM;
      context.imageSmoothingQuality = "medium";
      context.setTransform(scale, 0, 0, scale, canvas.width / 2 - centerX * scale, canvas.height / 2 + centerY * scale);
      context.drawImage(picture, 0, 0);
      return element;
    },
  });
}

function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
