"""What every HTTP handler shares: who asks, how errors look, how lists are paged, how a retry is recognised."""
