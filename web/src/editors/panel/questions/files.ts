/** How the panel keeps files that answer a question; the screen around it says where they go. */
import { createContext } from "react";

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly bytes?: number | null;
  readonly media_type: string | null;
  /** Why it cannot be used, where it cannot. */
  readonly reason?: string | null;
  readonly url: string | null;
}

export interface Files {
  /** Null where nothing can be attached, as where an answer is only looked at. */
  readonly attach: ((question: string, file: File, signal: AbortSignal) => Promise<StoredFile>) | null;
  readonly find: (id: string, signal: AbortSignal) => Promise<StoredFile>;
}

export const FilesContext = createContext<Files | null>(null);
