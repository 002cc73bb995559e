"""Raw data comes in: files, addresses and manifests become assets and tasks."""
