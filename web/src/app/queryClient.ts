/** One cache for the whole app; only temporary failures are retried. */
import { QueryClient } from "@tanstack/react-query";
import { ApiError, sessionKey, whenSignedOut } from "../api";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => error instanceof ApiError && error.isTemporary && failures < 3,
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4_000),
    },
  },
});

whenSignedOut(() => queryClient.setQueryData(sessionKey, null));
