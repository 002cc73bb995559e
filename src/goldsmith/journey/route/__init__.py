"""Who gets which task next: claims, leases and their end."""
