/** Leaving: the server forgets the session, the browser forgets everything read under it. */
import { useQueryClient } from "@tanstack/react-query";
import { api, sessionKey } from "../api";

export function useSignOut(): () => void {
  const queryClient = useQueryClient();
  return () => {
    void api.delete("/session").finally(() => {
      queryClient.clear();
      queryClient.setQueryData(sessionKey, null);
    });
  };
}
