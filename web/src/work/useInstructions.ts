/** The instructions of this item and what this person read last, kept on this device. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getInstructions } from "./wire";

export interface ReadInstructions {
  readonly markdown: string;
  readonly lastRead: string | null;
  readonly isNew: boolean;
  markRead(): void;
}

export function useInstructions(projectId: string, version: number, personId: string): ReadInstructions {
  const key = `goldsmith-instructions ${personId} ${projectId}`;
  const [lastRead, setLastRead] = useState(() => localStorage.getItem(key));
  const query = useQuery({
    queryKey: ["instructions", projectId, version],
    queryFn: () => getInstructions(projectId, version),
    staleTime: Infinity,
    enabled: version > 0,
  });
  const markdown = query.data ?? "";
  return {
    markdown,
    lastRead,
    isNew: markdown !== "" && lastRead !== markdown,
    markRead() {
      localStorage.setItem(key, markdown);
      setLastRead(markdown);
    },
  };
}
