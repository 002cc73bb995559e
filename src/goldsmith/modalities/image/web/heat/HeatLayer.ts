/** Lays the heat of disagreement over the picture, under the shapes. */
import Layer from "ol/layer/Layer.js";
import type { Size } from "../geometry";
import { layerCanvas } from "../layerCanvas";
import { place } from "../pictureLayer";
import type { Heat } from "./disagreement";

/** The colour of disagreement, as everywhere else. */
const RED_GREEN_BLUE = [209, 85, 107] as const;
const STRONGEST = 200;

export class HeatLayer {
  readonly layer: Layer;
  private painted: OffscreenCanvas | null = null;
  private readonly size: Size;

  constructor(size: Size) {
    this.size = size;
    const { frame: element, canvas } = layerCanvas();
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    this.layer = new Layer({
      render: (frame) => {
        if (!frame) return element;
        const { scale, left, top } = place(canvas, frame);
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, 0, canvas.width, canvas.height);
        context.setTransform(scale, 0, 0, scale, left, top);
        if (this.painted) context.drawImage(this.painted, 0, 0, this.size.width, this.size.height);
        return element;
      },
    });
  }

  /** null takes it away. */
  show(heat: Heat | null): void {
    this.painted = heat && paint(heat);
    this.layer.changed();
  }
}

function paint({ width, height, values }: Heat): OffscreenCanvas {
  const image = new ImageData(width, height);
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) {
      const alpha = Math.round(STRONGEST * (values[x * height + y] ?? 0));
      image.data.set([...RED_GREEN_BLUE, alpha], 4 * (y * width + x));
    }
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}
