"""The doors to Label Studio; its files are read and written in `modalities.label_studio`, where formats belong."""
