/** Where the file's own frames and the server's first disagree; null while they do not. */
import { useEffect, useState } from "react";
import type { OpenVideo } from "./openVideo";

export function useDifference({ frames, ownIndex }: OpenVideo): number | null {
  const [differsAt, setDiffersAt] = useState<number | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void ownIndex.then((own) => {
      if (isCurrent && own) setDiffersAt(frames.index.differsAt(own));
    });
    return () => {
      isCurrent = false;
    };
  }, [frames, ownIndex]);
  return differsAt;
}
