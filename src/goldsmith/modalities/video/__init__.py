"""Videos: objects followed as tracks, and events, with attributes that may change from frame to frame."""
