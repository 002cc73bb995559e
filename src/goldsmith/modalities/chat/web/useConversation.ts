/** The conversation with models as it stands, and which of its branches is looked at. */
import type { EditorProps } from "@goldsmith/editors";
import { useCallback, useMemo, useRef, useState } from "react";
import type { ChatContent } from "./graph";
import { conversationOf, type Walk, walkTo } from "./talking";

/** The conversation that goes on, and the way that is looked at among its branches. */
export function useConversation({ answer }: EditorProps, content: ChatContent, label: string | undefined) {
  const [walk, setWalk] = useState<Walk>(new Map());
  const conversation = useMemo(
    () => (label ? conversationOf(content, answer, label, walk) : null),
    [content, answer, label, walk],
  );
  const latest = useRef(conversation);
  latest.current = conversation;
  const seek = useCallback((after: string) => {
    const now = latest.current;
    const isHidden =
      now?.every.some(({ user }) => user.id === after) && !now.turns.some(({ user }) => user.id === after);
    if (now && isHidden) setWalk((before) => walkTo(before, now.graph, after));
  }, []);
  return { conversation, walk, setWalk, seek };
}
