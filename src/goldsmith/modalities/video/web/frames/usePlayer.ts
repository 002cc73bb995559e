/** The player of a video, or of the part of it that is shown; it draws each frame into one picture. */
import { useEffect, useState } from "react";
import type { OpenVideo } from "./openVideo";
import { Player } from "./Player";
import { type Part, stretchOf } from "./stretch";

interface PlayerSource {
  readonly video: OpenVideo;
  readonly onFailure: (error: unknown) => void;
}

export function usePlayer(
  { video, onFailure }: PlayerSource,
  part: Part | null,
  picture: HTMLCanvasElement,
  onPicture: () => void,
): Player {
  const [player] = useState(() => {
    const context = picture.getContext("2d") as CanvasRenderingContext2D;
    const show = (found: ImageBitmap) => {
      context.drawImage(found, 0, 0);
      onPicture();
    };
    return new Player(video.frames, stretchOf(video.frames.index, part), show, onFailure);
  });
  useEffect(() => {
    void player.seek(player.stretch.first);
    return () => player.dispose();
  }, [player]);
  return player;
}
