/** Draws the picture under everything, whole or tile by tile, in the very frame that asks for it. */

import Layer from "ol/layer/Layer.js";
import type { FrameState } from "ol/Map.js";
import { layerCanvas } from "./layerCanvas";
import { type Placement, TiledPicture } from "./TiledPicture";

/** A decoded picture, or the tiles of a large one; both know their size in pixels. */
export type Picture = ImageBitmap | TiledPicture;

/** What lies under the shapes: a picture, or a canvas on which frames are drawn. */
export type Ground = Picture | HTMLCanvasElement;

/** From this magnification on a person wants to see pixels, not a blur. */
const PIXELATED_FROM = 3;

export function pictureLayer(picture: Ground): Layer {
  const { frame: element, canvas } = layerCanvas();
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const layer = new Layer({
    render(frame) {
      if (!frame) return element;
      const placement = place(canvas, frame);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingEnabled = placement.scale < PIXELATED_FROM;
      context.imageSmoothingQuality = "medium";
      drawGround(context, placement, picture);
      return element;
    },
  });
  if (picture instanceof TiledPicture) drawAgain(picture, layer, element);
  return layer;
}

/** Of a tiled picture what is loaded by now. */
export function drawGround(context: CanvasRenderingContext2D, placement: Placement, picture: Ground): void {
  if (picture instanceof TiledPicture) picture.draw(context, placement);
  else drawWhole(context, placement, picture);
}

function drawWhole(
  context: CanvasRenderingContext2D,
  { scale, left, top }: Placement,
  picture: Exclude<Ground, TiledPicture>,
): void {
  context.setTransform(scale, 0, 0, scale, left, top);
  context.drawImage(picture, 0, 0);
}

/** Whenever tiles arrive or the window changes, for as long as the layer is on the page. */
function drawAgain(picture: TiledPicture, layer: Layer, element: HTMLElement): void {
  let wasShown = false;
  const stop = picture.watch(() => {
    if (wasShown && !element.isConnected) stop();
    else layer.changed();
    wasShown ||= element.isConnected;
  });
}

/** How the picture lies on a canvas as large as the view. */
export function place(canvas: HTMLCanvasElement, { pixelRatio, size, viewState }: FrameState): Placement {
  const [width, height] = size as [number, number];
  const [centerX, centerY] = viewState.center as [number, number];
  const scale = pixelRatio / viewState.resolution;
  fitCanvas(canvas, Math.round(width * pixelRatio), Math.round(height * pixelRatio));
  return { scale, left: canvas.width / 2 - centerX * scale, top: canvas.height / 2 + centerY * scale };
}

function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
