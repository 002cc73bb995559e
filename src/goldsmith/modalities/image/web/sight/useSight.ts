/** The tools that find borders in the picture itself, for as long as an editor shows it. */
import { allowsShape, type EditorProps, liveLabels } from "@goldsmith/editors";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type AssistDesk, labelToAsk } from "../assist/desk";
import type { Shown } from "../cutout/cutOut";
import { cutoutDesk } from "../cutout/desk";
import type { ImageCanvas } from "../ImageCanvas";
import type { Bitmap } from "../mask/bitmap";
import type { Ground } from "../pictureLayer";
import type { Point } from "../points";
import { type InSight, type ScissorsDesk, SeenEdges } from "../scissors/desk";
import type { Trace } from "../scissors/tracing";
import { Answering } from "./Answering";
import { Sight } from "./Sight";

interface Surroundings {
  readonly props: EditorProps;
  readonly ground: Ground;
  readonly canvas: ImageCanvas | null;
  /** The editor whose words are used. */
  readonly words: "editor.image.v1" | "editor.video.v1";
  /** Another one means that the ground shows another picture. */
  readonly moment?: number;
}

interface BorderDesks {
  readonly scissors: ScissorsDesk | null;
  readonly cutout: AssistDesk | null;
}

export function useSight({ props, ground, canvas, words, moment }: Surroundings): BorderDesks {
  const { t } = useTranslation(words);
  const sight = useMemo(() => new Sight(ground, t("noColors")), [ground, t]);
  const workers = useMemo(startWorkers, []);
  const inSight = () => inSightOf(canvas);
  const edges = useMemo(() => new SeenEdges(sight, inSight, workers.scissors), [sight, canvas, workers]);
  useEffect(() => sight.watch(), [sight]);
  useEffect(() => sight.change(), [sight, moment]);
  useEffect(
    () => () => {
      workers.scissors.dispose();
      workers.cutout.dispose();
    },
    [workers],
  );
  const label = labelToAsk(props);
  const tooLarge = t("cutoutTooLarge");
  return {
    scissors: canBeTraced(props) ? edges : null,
    cutout: label && cutoutDesk({ label, sight, inSight, answering: workers.cutout, tooLarge }),
  };
}

function startWorkers() {
  return {
    scissors: new Answering<Trace, readonly Point[]>(
      () => new Worker(new URL("../scissors/scissors.worker.ts", import.meta.url), { type: "module" }),
    ),
    cutout: new Answering<Shown, Bitmap | null>(
      () => new Worker(new URL("../cutout/cutout.worker.ts", import.meta.url), { type: "module" }),
    ),
  };
}

function inSightOf(canvas: ImageCanvas | null): InSight | null {
  const frame = canvas?.visibleFrame;
  return canvas && frame ? { size: canvas.size, frame, magnification: 1 / canvas.resolution } : null;
}

function canBeTraced({ ontology, readOnly }: EditorProps): boolean {
  return !readOnly && liveLabels(ontology).some((label) => allowsShape(label, "polygon") || allowsShape(label, "line"));
}
