/** A canvas for a layer of our own. */

/** The frame around it matters: OpenLayers would draw the next layer on a bare canvas of ours, with our transform. */
export function layerCanvas(): { readonly frame: HTMLDivElement; readonly canvas: HTMLCanvasElement } {
  const frame = document.createElement("div");
  const canvas = document.createElement("canvas");
  for (const element of [frame, canvas]) {
    Object.assign(element.style, { position: "absolute", inset: "0", width: "100%", height: "100%" });
  }
  frame.append(canvas);
  return { frame, canvas };
}
